"""Columns whose cells are kept back from some readers, of some roles or depending on the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, false
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import AliasedReturnsRows

from schema.declaring.field_kinds import Field
from schema.declaring.scopes import Clause, Row, Scope

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


@dataclass(frozen=True, slots=True)
class Guard:
    """The scope of the cells that a field answers. readers: the roles that read it, where others do not."""

    visible_when: Scope | None
    readers: frozenset[str] | None

    def __call__(self, row: Row, role: str) -> Clause | None:
        if self.readers is not None and role not in self.readers:
            return false()
        return None if self.visible_when is None else self.visible_when(row, role)


def guard_of(declared: Field) -> Guard | None:
    """What keeps the cells of a field back from some readers; None where all see them."""
    if declared.visible_when is None and declared.restricted_to is None:
        return None
    return Guard(declared.visible_when, declared.restricted_to)
