"""Which columns not everybody sees in every row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import FromClause
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import AliasedReturnsRows

from schema.declaring.declarations import Scope

Column = tuple[FromClause, str]
"""A column by its table and its name there."""
KeptBack = Mapping[Column, Scope]
"""The columns whose cells are there for a reader only in rows within a scope."""


def known_as(column: ColumnClause[Any]) -> Column | None:
    """By what a column is known, under whatever alias its table stands; None for one of no table."""
    rows: Any = column.table
    while isinstance(rows, AliasedReturnsRows):
        rows = rows.element
    return None if rows is None else (rows, column.key)
