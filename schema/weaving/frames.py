"""The context of expressions in a statement: the current row with its joins; the source of a list."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import ColumnElement, FromClause, literal_column, select

from schema.declaring.scopes import Row
from schema.weaving.elements.pruning import Pruned

RankAccess = tuple[ColumnElement[bool], Sequence[ColumnElement[Any]]]
"""A clause that finds the rows of a rank, and the columns of an index in their order, or none."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Rows of a list that are together in its order; see `Source.rank`."""

    accesses: Sequence[RankAccess]
    instead_of: ColumnElement[bool]


@dataclass
class Source:
    """The rows of a list, as `narrow` gets them: it may restrict, join and order them.

    row: the columns of such a row, by name; parent: those of the row whose field the list is, None at the root;
    dialect: `sqlite` or `postgresql`; order_name: the value of `orderBy`, or `default` if it is left out.
    """

    row: Any
    parent: Any
    dialect: str
    target: FromClause
    wheres: list[ColumnElement[bool]] = field(default_factory=list)
    joins: list[tuple[FromClause, ColumnElement[bool]]] = field(default_factory=list)
    ranks: list[Rank] = field(default_factory=list)
    order_keys: tuple[ColumnElement[Any], ...] | None = None
    descending: bool = False
    at_most: ColumnElement[int] | None = None
    order_name: str = "default"

    def where(self, clause: ColumnElement[bool]) -> None:
        """Keep only the rows that meet the clause."""
        self.wheres.append(clause)

    def join(self, other: FromClause, on: ColumnElement[bool]) -> None:
        """Join another table, for rows that have a match there."""
        self.joins.append((other, on))

    def order(self, *keys: ColumnElement[Any], descending: bool = False) -> None:
        """Order by these keys, which are never null, instead of the type's own."""
        self.order_keys, self.descending = keys, descending

    def rank(self, *accesses: RankAccess, instead_of: ColumnElement[bool]) -> None:
        """Order the rows that meet a clause before those of the ranks that are added later.

        `instead_of` is a clause that already narrows the list; each row that meets it has to meet the clause of exactly
        one rank. If the first ranks fill a page, the others are not read. Within a rank, rows are in the order of the
        list's keys. accesses: each the clause that finds the rank's rows, and the columns of an index in that order, or
        none. Of two, one has to find all rows of the rank and the other none, depending on the data.
        """
        self.ranks.append(Rank(accesses, instead_of))

    def limit(self, count: ColumnElement[int]) -> None:
        """At most so many rows."""
        self.at_most = count


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
