"""The lists that are available as files: all at the root of the schema, including those of plugins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
)
from graphql.type import GraphQLID, GraphQLString
from starlette.datastructures import QueryParams

from core.downloads.columns import Column, columns_named, columns_of, selection_of
from core.downloads.descriptions import without_rule
from core.for_plugins.parameters import LANGUAGE, require_parameters
from schema.declaring.field_kinds import ConnectionField
from schema.limits import Limits
from schema.resolvers.fields import DeclaredField, definition_of
from schema.serving.http import HttpError

PAGING = frozenset({"first", "after", "last", "before"})
"""The arguments of a list that request a page."""
TEXTS = (GraphQLString, GraphQLID)
FIELDS = "fields"
"""The parameter of every list, besides its own arguments and the language, that says which columns."""


@dataclass(frozen=True, slots=True)
class ListOfRows:
    """A list at the root of the schema. name: of its field; row: the type of its rows."""

    name: str
    field: GraphQLField
    row: GraphQLObjectType

    @property
    def title(self) -> str:
        """Its name in words: `focalPoints` becomes Focal points."""
        return re.sub("[A-Z]", lambda capital: f" {capital[0].lower()}", self.name).capitalize()

    @property
    def summary(self) -> str:
        """The schema's description of the list itself."""
        return without_rule(self.field.description)

    @property
    def description(self) -> str:
        """The schema's descriptions of the list and of its rows."""
        return " ".join(filter(None, (self.summary, without_rule(self.row.description))))

    @property
    def is_complete(self) -> bool:
        """Whether it has all rows of their type that its reader may see, unless an argument narrows it."""
        made = definition_of(self.field)
        declared = made.model_field.declared if isinstance(made, DeclaredField) else None
        return isinstance(declared, ConnectionField) and declared.on is None and declared.narrow is None

    @property
    def arguments(self) -> Mapping[str, GraphQLArgument]:
        """The arguments that narrow and order it."""
        return {name: found for name, found in self.field.args.items() if name not in PAGING}

    def columns(self, asked: str | None, limits: Limits) -> list[Column]:
        """The columns of the list's file. asked: their names, separated by commas. Raises HttpError 400."""
        if not asked:
            return columns_of(self.row)
        if len(asked) > limits.characters:
            raise HttpError(
                400, "FIELDS", f"`fields` has more than {limits.characters:,} characters: name fewer columns."
            )
        return columns_named(self.row, [name.strip() for name in asked.split(",")], limits)

    def variables(self, asked: QueryParams) -> dict[str, Any]:
        """The arguments in the address of a file, as variables. Raises HttpError 400."""
        require_parameters(asked, [*self.arguments, FIELDS, LANGUAGE], separated=FIELDS)
        return {name: _value(name, asked[name], found) for name, found in self.arguments.items() if name in asked}

    def document(self, columns: Sequence[Column], given: Mapping[str, Any]) -> str:
        """The query for a page, with the variables `$first`, `$after` and the given ones."""
        declared = "".join(f", ${name}: {self.arguments[name].type}" for name in given)
        handed = "".join(f", {name}: ${name}" for name in given)
        paged = "first: $first, after: $after"
        page = f"pageInfo {{ hasNextPage endCursor }} nodes {{ {selection_of(columns)} }}"
        return f"query ($first: Int!, $after: String{declared}) {{ {self.name}({paged}{handed}) {{ {page} }} }}"


def lists_of(schema: GraphQLSchema) -> dict[str, ListOfRows]:
    """The lists of a schema that need no arguments, by name."""
    return {found.name: found for found in sorted(_lists(schema), key=lambda found: found.name)}


def _lists(schema: GraphQLSchema) -> Iterator[ListOfRows]:
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        connection: Any = get_named_type(field.type)
        if isinstance(connection, GraphQLObjectType) and {"pageInfo", "nodes"} <= set(connection.fields):
            row = get_named_type(connection.fields["nodes"].type)
            if isinstance(row, GraphQLObjectType) and not any(map(is_required_argument, field.args.values())):
                yield ListOfRows(name, field, row)


def _value(name: str, written: str, argument: GraphQLArgument) -> Any:
    """The value of an argument in an address: a text, or JSON. Raises HttpError 400."""
    kind = get_nullable_type(argument.type)
    if kind in TEXTS:
        return written
    try:
        return orjson.loads(written)
    except orjson.JSONDecodeError:
        if is_leaf_type(kind) and (not isinstance(kind, GraphQLEnumType) or written in kind.values):
            return written
    raise HttpError(400, "PARAMETER", f"`{name}` {_wanted(kind)}.")


def _wanted(kind: Any) -> str:
    """How a value of this type must be written."""
    if isinstance(kind, GraphQLEnumType):
        return f"must be one of {', '.join(kind.values)}"
    if isinstance(kind, GraphQLInputObjectType):
        return f"must be JSON: an object with any of {', '.join(kind.fields)}"
    return f"must be JSON, as for a variable of the type {kind}"
