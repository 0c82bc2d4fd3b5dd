"""The source of a list: its rows, which `narrow` restricts, joins and orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause

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
