"""Where expressions stand in a statement: the row at hand, what is joined to it, the rows of a list to be."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import ColumnElement, FromClause, literal_column, select

from schema.declaring.declarations import Row
from schema.weaving.pruning import Pruned

Way = tuple[ColumnElement[bool], Sequence[ColumnElement[Any]]]
"""A clause that rows meet, and what to order them by."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Rows of a list that stand together in its order; see `Source.rank`."""

    ways: Sequence[Way]
    instead_of: ColumnElement[bool]


@dataclass
class Source:
    """Rows of one type on the way into a list: what `narrow` may restrict, join and order.

    row: the columns of such a row, by name; parent: those of the row that the list stands below, None where there is
    none; dialect: `sqlite` or `postgresql`; order_name: what `orderBy` names, `default` where it is left out.
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
        """Order by these never-null keys instead of the type's own."""
        self.order_keys, self.descending = keys, descending

    def rank(self, *ways: Way, instead_of: ColumnElement[bool]) -> None:
        """Let rows that meet a clause stand together in pages, above those of ranks that are named later.

        No row meets the clauses of two ranks; all that meet `instead_of`, which narrows the list already, meet one. A
        page that is full with the best ranks leaves the others alone. Within a rank rows have the order of the keys.
        ways: how to find them, each with that order as an index brings it, or none does. Where there are two, the one's
        clause is met by all of these rows and the other's by none, as the database finds out on its way.
        """
        self.ranks.append(Rank(ways, instead_of))

    def limit(self, count: ColumnElement[int]) -> None:
        """At most so many rows."""
        self.at_most = count


@dataclass(frozen=True, slots=True)
class Join:
    """What is joined to a row: certain where the database itself sees to it that there is a match."""

    alias: FromClause
    on: ColumnElement[bool]
    certain: bool


@dataclass
class Frame:
    """The FROM clause that an object's expressions stand in: a row and what has been joined to it.

    certain: whether there is a row in any case; else its values may be null where their columns cannot;
    absence_told: whether something in the answer says already that there is none; one_of: the rows of a list that it
    is one of.
    """

    row: FromClause | None
    outer: tuple[FromClause, ...]
    given: dict[str, ColumnElement[Any]]
    joins: dict[Any, Join] = field(default_factory=dict)
    table: FromClause | None = None
    certain: bool = True
    absence_told: bool = False
    one_of: Source | None = None

    def anew(self) -> Self:
        """A copy of this frame to which nothing is joined yet."""
        found = copy(self)
        found.joins = {}
        return found

    def within(self) -> Self:
        """A copy of this frame for a part of the row's object: that a part is absent tells nothing of the whole."""
        found = copy(self)
        found.absence_told = True
        return found

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
    def around(self) -> tuple[Row, ...]:
        """What `on` is given before the other row: the columns of this one, or nothing where there is no row."""
        return () if self.row is None else (self.columns,)

    def source(self, in_order: bool = False) -> FromClause:
        """The row with what is joined to it. in_order: outer joins only, since a planner may turn others round."""
        found: FromClause = self.row if self.row is not None else select(literal_column("1").label("one")).subquery()
        for join in self.joins.values():
            found = found.join(join.alias, join.on, isouter=in_order or not join.certain)
        return found

    def inside(self) -> tuple[FromClause, ...]:
        """The froms that a subquery in this frame may refer to."""
        own = () if self.row is None else (self.row,)
        return (*self.outer, *own, *(join.alias for join in self.joins.values()))
