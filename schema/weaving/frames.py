"""The context of expressions in a statement: the current row with its joins."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import ColumnElement, FromClause, literal_column, select

from schema.declaring.scopes import Row
from schema.declaring.sources import Source
from schema.weaving.elements.pruning import Pruned


@dataclass(frozen=True, slots=True)
class Join:
    """A table joined to a row. certain: whether a constraint of the database guarantees a match."""

    alias: FromClause
    on: ColumnElement[bool]
    certain: bool


@dataclass
class Frame:
    """The FROM clause for an object's expressions: a row and what is joined to it.

    certain: whether the row always exists; if not, even values of columns that are never null may be null here;
    absence_shown: whether the answer already shows if it does not exist; list_source: the list that the row belongs
    to.
    """

    row: FromClause | None
    outer: tuple[FromClause, ...]
    facts: dict[str, ColumnElement[Any]]
    joins: dict[Any, Join] = field(default_factory=dict)
    table: FromClause | None = None
    certain: bool = True
    absence_shown: bool = False
    list_source: Source | None = None

    def below(self, row: FromClause, facts: dict[str, ColumnElement[Any]] | None = None) -> Frame:
        """The frame of another row, for a subquery in this frame. facts: if they are others there."""
        return Frame(row, self.visible_froms(), self.facts if facts is None else facts)

    def without_joins(self) -> Self:
        """A copy of this frame without joins."""
        found = copy(self)
        found.joins = {}
        return found

    def for_part(self) -> Self:
        """A copy of this frame for a part of the row's object: if the part is absent, the object may still exist."""
        found = copy(self)
        found.absence_shown = True
        return found

    def takes_absence_mark(self) -> bool:
        """Whether the answer has yet to show that the row is missing: the first value that calls this shows it."""
        if self.certain or self.absence_shown:
            return False
        self.absence_shown = True
        return True

    def is_row_of(self, table: FromClause | None) -> bool:
        """Whether the row is one of this table."""
        ours = self.table if self.table is not None else getattr(self.row, "element", None)
        return self.row is not None and table is ours

    @property
    def columns(self) -> Row:
        """The columns of the row, by name."""
        if isinstance(self.row, Pruned):
            return self.row.columns_read
        return self.row.c if self.row is not None else None

    @property
    def parent_columns(self) -> tuple[Row, ...]:
        """The first arguments of `on`: the columns of this row, or nothing at the root."""
        return () if self.row is None else (self.columns,)

    def source(self, in_order: bool = False) -> FromClause:
        """The row with its joins. in_order: with outer joins only; else a planner might begin with the other table."""
        found: FromClause = self.row if self.row is not None else select(literal_column("1").label("one")).subquery()
        for join in self.joins.values():
            found = found.join(join.alias, join.on, isouter=in_order or not join.certain)
        return found

    def visible_froms(self) -> tuple[FromClause, ...]:
        """The froms that a subquery in this frame may refer to."""
        own = () if self.row is None else (self.row,)
        return (*self.outer, *own, *(join.alias for join in self.joins.values()))
