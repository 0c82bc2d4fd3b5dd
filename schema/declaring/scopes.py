"""Which rows a reader sees."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BinaryExpression, Column, ColumnElement, FromClause, exists, select

Row = Any
"""The columns of one row, by name."""

Clause = ColumnElement[bool]

Scope = Callable[[Row, str], Clause | None]
"""`scope(row, role)` is the clause that a row must meet to exist for the reader, or None if all do; of a field, the
clause of the rows that have a value."""


@dataclass(frozen=True, slots=True)
class Within:
    """The scope of rows that follows from the scope of the row that their reference leads to; see `within`."""

    key: Column[Any]
    scope: Scope

    @property
    def table(self) -> FromClause:
        """The table of the other row."""
        (foreign,) = self.key.foreign_keys
        return foreign.column.table

    def __call__(self, row: Row, role: str) -> Clause | None:
        """The clause, as a subquery for the other row."""
        other = _other(self)
        clause = self.scope(other.c, role)
        return None if clause is None else exists(select(other.c.id).where(other.c.id == row[self.key.key], clause))

    def joins(self, row: Row, owner: Row, on: Clause | None) -> bool:
        """Whether `on` lists rows below the row that their references lead to."""
        if not isinstance(on, BinaryExpression) or on.operator is not operator.eq:
            return False
        key, other = row[self.key.key], owner["id"]
        return (on.left is key and on.right is other) or (on.left is other and on.right is key)


@lru_cache
def _other(within: Within) -> FromClause:
    """The row that a reference leads to. Its alias is made once for all statements: naming its columns is slow."""
    return within.table.alias()
