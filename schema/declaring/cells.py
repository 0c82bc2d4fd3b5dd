"""Columns whose cells are withheld from some readers, by role or by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, and_, false
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import AliasedReturnsRows

from schema.declaring.field_kinds import Field
from schema.declaring.scopes import Clause, Row, Scope

Column = tuple[FromClause, str]
"""A column by its table and its name there."""
Withheld = Mapping[Column, Scope]
"""The columns that a reader sees only in rows within a scope, each with that scope."""


def table_and_name(column: ColumnClause[Any]) -> Column | None:
    """A column's table and name, whatever the alias of the table; None for a column of no table."""
    rows: Any = column.table
    while isinstance(rows, AliasedReturnsRows):
        rows = rows.element
    return None if rows is None else (rows, column.key)


@dataclass(frozen=True, slots=True)
class Guard:
    """The scope of the cells that a field answers. readers: the roles that read it; None for all.

    visible_when: of the field and of the parts that it is in; it is read on rows for which all of them hold.
    """

    visible_when: tuple[Scope, ...] = ()
    readers: frozenset[str] | None = None

    def __call__(self, row: Row, role: str) -> Clause | None:
        return false() if self.hides_all_from(role) else self.shown(row, role)

    def __and__(self, other: Guard) -> Guard:
        readers = [some for some in (self.readers, other.readers) if some is not None]
        return Guard(
            tuple(dict.fromkeys(self.visible_when + other.visible_when)),
            frozenset.intersection(*readers) if readers else None,
        )

    def hides_all_from(self, role: str) -> bool:
        """Whether a role reads such cells in no row at all."""
        return self.readers is not None and role not in self.readers

    def shown(self, row: Row, role: str) -> Clause | None:
        """The clause of the rows on which `visible_when` holds, or None for all."""
        clauses = [clause for scope in self.visible_when if (clause := scope(row, role)) is not None]
        return and_(*clauses) if clauses else None


OPEN = Guard()
"""Withholds nothing."""


def guard_of(declared: Field) -> Guard:
    """What withholds the cells of a field from some readers."""
    return Guard(() if declared.visible_when is None else (declared.visible_when,), declared.restricted_to)
