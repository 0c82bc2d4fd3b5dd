"""The SDL of the schema as it is committed: sorted, so that a diff shows only what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import chain
from typing import Any

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    lexicographic_sort_schema,
    print_schema,
)


def sorted_sdl(schema: strawberry.Schema) -> str:
    """The SDL of a schema in lexicographic order, with a final line break."""
    found = lexicographic_sort_schema(schema._schema)
    for taken in _taken(found):
        taken.default_value = _as_kept(taken.default_value)
    return print_schema(found) + "\n"


def _taken(schema: GraphQLSchema) -> Iterator[GraphQLArgument | GraphQLInputField]:
    """All arguments, and the fields of all inputs."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            yield from kind.fields.values()
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            yield from chain.from_iterable(field.args.values() for field in kind.fields.values())


def _as_kept(default: Any) -> Any:
    """A default value for the sorted copy of the schema, whose enums have plain values instead of Python's members."""
    if isinstance(default, Enum):
        return default.value
    if isinstance(default, list):
        return [_as_kept(item) for item in default]
    if isinstance(default, dict):
        return {name: _as_kept(item) for name, item in default.items()}
    return default
