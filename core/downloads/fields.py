"""Columns, and the parameters of a file's address, as fields of a Table Schema (Data Package Standard, 2.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from core.downloads.columns import Column
from core.downloads.descriptions import without_rule
from core.downloads.lists import FIELDS, ListOfRows
from core.for_plugins.parameters import LANGUAGE
from schema.request.languages import LANGUAGES

TYPES: Mapping[str, str] = {
    GraphQLInt.name: "integer",
    GraphQLFloat.name: "number",
    GraphQLBoolean.name: "boolean",
    "Date": "date",
    "DateTime": "datetime",
}
"""The names of the schema's scalars in Table Schema; all others are texts."""


def column_field(column: Column) -> dict[str, Any]:
    """A column as a field of a Table Schema."""
    return _field(column.name, column.kind, column.is_list, column.description)


def parameters_of(list_: ListOfRows) -> Iterator[dict[str, Any]]:
    """The parameters in the address of a list's files; an object has its own `fields`."""
    for name, argument in list_.arguments.items():
        yield _parameter_field(name, argument)
    yield {
        "name": FIELDS,
        "type": "list",
        "description": f"The columns: fields of {list_.row.name}, and of the objects that these refer to, by their "
        "path, as in state.name. If left out: those of the schema here.",
    }
    yield {
        "name": LANGUAGE,
        "type": "string",
        "description": "The language of texts. A text that does not exist in it comes in the first language of "
        "Accept-Language in which it exists, else in the original. The same holds if this is left out.",
        "constraints": {"enum": list(LANGUAGES)},
    }


def _parameter_field(name: str, argument: GraphQLArgument | GraphQLInputField) -> dict[str, Any]:
    is_list = is_list_type(get_nullable_type(argument.type))
    return _field(name, get_named_type(argument.type), is_list, without_rule(argument.description))


def _field(name: str, kind: Any, is_list: bool, description: str) -> dict[str, Any]:
    described = {"description": description} if description else {}
    # Values of lists are described as the Frictionless Framework expects: it refuses the standard's `jsonSchema`.
    return {"name": name, **described, **({"type": "array", "arrayItem": _values(kind)} if is_list else _values(kind))}


def _values(kind: Any) -> dict[str, Any]:
    """The type of the values, and the possible ones."""
    if isinstance(kind, GraphQLInputObjectType):
        return {"type": "object", "fields": [_parameter_field(name, inner) for name, inner in kind.fields.items()]}
    if isinstance(kind, GraphQLEnumType):
        return {"type": "string", "constraints": {"enum": list(kind.values)}}
    return {"type": TYPES.get(kind.name, "string")}
