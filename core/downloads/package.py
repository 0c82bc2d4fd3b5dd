"""What files there are and what stands in their columns, as a Data Package (Frictionless Standards)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLFloat, GraphQLInt

from core.downloads.columns import KEY, Column, columns_of
from core.downloads.formats import CSV
from core.downloads.lists import ListOfRows

TYPES: Mapping[str, str] = {
    GraphQLInt.name: "integer",
    GraphQLFloat.name: "number",
    GraphQLBoolean.name: "boolean",
    "Date": "date",
    "DateTime": "datetime",
}
"""Scalars of the schema by the names that Table Schema has for them; all others are texts."""


def data_package(lists: Iterable[ListOfRows]) -> dict[str, Any]:
    """The description of all files as CSV, in the columns that they have unless others are asked for."""
    return {
        "profile": "tabular-data-package",
        "name": "nmirf-network",
        "title": "The records of the International Network of NMIRFs",
        "resources": [_resource(one) for one in lists],
    }


def _resource(one: ListOfRows) -> dict[str, Any]:
    columns = columns_of(one.row)
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns]}
    if (KEY,) in (column.path for column in columns):
        schema["primaryKey"] = KEY
    return {
        "profile": "tabular-data-resource",
        "name": one.name.lower(),
        "description": one.description,
        "path": f"{one.name}.{CSV.ending}",
        "format": CSV.ending,
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": "array" if column.listed else _type(column)}
    if column.description:
        found["description"] = column.description
    if isinstance(column.kind, GraphQLEnumType) and not column.listed:
        found["constraints"] = {"enum": list(column.kind.values)}
    return found


def _type(column: Column) -> str:
    return TYPES.get(column.kind.name, "string")
