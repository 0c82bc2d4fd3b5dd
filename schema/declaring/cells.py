"""Columns whose cells are kept back from some readers, depending on the row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import FromClause
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import AliasedReturnsRows

from schema.declaring.scopes import Scope

Column = tuple[FromClause, str]
"""A column by its table and its name there."""
KeptBack = Mapping[Column, Scope]
"""The columns that a reader sees only in rows within a scope, each with that scope."""


def known_as(column: ColumnClause[Any]) -> Column | None:
    """A column's table and name, whatever the alias of the table; None for a column of no table."""
    rows: Any = column.table
    while isinstance(rows, AliasedReturnsRows):
        rows = rows.element
    return None if rows is None else (rows, column.key)
