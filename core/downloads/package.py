"""The description of all files and their columns, as a Data Package (Data Package Standard, 2.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import get_named_type

from core.downloads.columns import KEY, Column, columns_of
from core.downloads.fields import column_field, parameters_of
from core.downloads.formats import CSV, JSON_LINES
from core.downloads.lists import ListOfRows

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTION = f"""Every list as CSV, and as JSON Lines if a path ends with `.{JSON_LINES.ending}` instead.

Parameters after `?` in an address narrow and order a list, and choose its columns and language: the `parameters` of its
resource describe them, as fields of a Table Schema. Objects and arrays are written as JSON.

So that no spreadsheet computes a cell, an apostrophe precedes what begins with `=`, `+`, `-`, `@`, a tab or a line
break, unless it is a number; even after further apostrophes. Programs remove one apostrophe from each cell that begins
with apostrophes and one of these. JSON Lines have none.

This protects files whose cells are separated by commas, as they are written. Nothing is changed within a text, since
lists in texts begin their lines with `-` and `+`: a spreadsheet that separates by semicolons instead would split texts
as well, and compute what follows. Choose commas as the separator."""


def data_package(lists: Sequence[ListOfRows], licence: Mapping[str, str]) -> dict[str, Any]:
    """The description of all files as CSV, with the columns that they have unless others are requested.

    licence: its name, its path or both; empty if there is none.
    """
    complete = {list_.row.name: list_ for list_ in lists if list_.is_complete}
    return {
        "$schema": PROFILE,
        "name": "nmirf-network",
        "title": "The records of the International Network of NMIRFs",
        "description": DESCRIPTION,
        **({"licenses": [dict(licence)]} if licence else {}),
        "resources": [_resource(list_, complete) for list_ in lists],
    }


def _resource(list_: ListOfRows, complete: Mapping[str, ListOfRows]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",  # for tools of the standard's first version, which has no `type`
        "type": "table",
        "name": _name(list_),
        "description": list_.description,
        "path": f"{list_.name}.{CSV.ending}",
        "format": CSV.ending,
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _schema(list_, complete),
        "parameters": list(parameters_of(list_)),
    }


def _schema(list_: ListOfRows, complete: Mapping[str, ListOfRows]) -> dict[str, Any]:
    columns = columns_of(list_.row)
    schema: dict[str, Any] = {"fields": [column_field(column) for column in columns]}
    if (KEY,) in (column.path for column in columns):
        schema["primaryKey"] = [KEY]
    if references := list(_references(list_, columns, complete)):
        schema["foreignKeys"] = references
    return schema


def _references(
    list_: ListOfRows, columns: Sequence[Column], complete: Mapping[str, ListOfRows]
) -> Iterator[dict[str, Any]]:
    """The columns whose values are ids of rows in another, complete list."""
    for column in columns:
        if len(column.path) == 2 and column.path[1] == KEY:
            target = complete.get(get_named_type(list_.row.fields[column.path[0]].type).name)
            if target is not None:
                yield {"fields": [column.name], "reference": {"resource": _name(target), "fields": [KEY]}}


def _name(list_: ListOfRows) -> str:
    """The name of a list in the standard's form: without capitals."""
    return list_.name.lower()
