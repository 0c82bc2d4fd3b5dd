"""The rows of a connection that meet its filter, found by clauses, by indexes or by bitmaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_
from sqlalchemy.sql.elements import BooleanClauseList, Grouping
from sqlalchemy.sql.operators import or_ as or_op

from schema.declaring.bitmaps import Bitmaps
from schema.declaring.declarations import Condition
from schema.plan import Pages
from schema.request.values import Value
from schema.weaving.connections.bitmaps import Marked, kept_number
from schema.weaving.connections.gathering import Keyed, is_among
from schema.weaving.correlation import looking_outward
from schema.weaving.elements.among import ListParameter
from schema.weaving.frames import Source
from schema.weaving.implied import without_implied
from schema.weaving.sources import Listing
from schema.weaving.weaver import Weaver


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows that the reader may see, compared with those that the bitmaps of their type hold.

    in_bitmaps: whether the two are the same; besides: if the reader sees all rows of the bitmaps and more, the clause
    for these further rows; else None.
    """

    in_bitmaps: bool = False
    besides: ColumnElement[bool] | None = None


@dataclass(frozen=True, slots=True)
class Filtered:
    """The rows of a connection that meet its filter.

    keyed: the conditions that an index answers; marked: those that bitmaps answer. by_keys, by_bitmaps: whether the
    filter consists of these alone.
    """

    listing: Listing
    seen: Seen
    keyed: Sequence[Keyed]
    marked: Sequence[Marked]
    by_keys: bool
    by_bitmaps: bool

    @property
    def source(self) -> Source:
        """The rows, with the clauses that they meet."""
        return self.listing.source

    @property
    def row(self) -> FromClause:
        """The table of the rows, under its alias."""
        return self.listing.row


def seen_in(weaver: Weaver, bitmaps: Bitmaps | None, listing: Listing) -> Seen:
    """Compares the rows that the reader may see with those that the bitmaps hold."""
    if bitmaps is None:
        return Seen()
    scope, row = listing.scope, listing.row
    if bitmaps.holds is None:
        return Seen(in_bitmaps=not scope)
    held = weaver.for_reader(bitmaps.holds(row.c), listing.facts)
    in_bitmaps = len(scope) == 1 and scope[0].compare(held)
    if bitmaps.lacks is None:
        return Seen(in_bitmaps)
    lacked: ColumnElement[bool] = weaver.for_reader(bitmaps.lacks(row.c), listing.facts)
    if not scope:
        return Seen(in_bitmaps, lacked)
    ways = _ways(scope[0]) if len(scope) == 1 else []
    others = [way for way in ways if not way.compare(held)]
    return Seen(in_bitmaps, lacked & or_(*others) if 0 < len(others) < len(ways) else None)


def _ways(clause: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """The alternatives of an OR; any other clause is its only one."""
    found = clause.element if isinstance(clause, Grouping) else clause
    return list(found.clauses) if isinstance(found, BooleanClauseList) and found.operator is or_op else [clause]


@dataclass(slots=True)
class Filtering:
    """Narrows a listing, condition by condition.

    bitmaps: those of the rows' type; paged: whether only a page of the rows is read.
    """

    weaver: Weaver
    pages: Pages
    listing: Listing
    seen: Seen
    bitmaps: Bitmaps | None
    paged: bool
    keyed: list[Keyed] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)

    def add(self, condition: Condition, value: Value, marked: bool) -> None:
        """Keep only the rows that meet a condition. marked: false to only note a condition that bitmaps answer."""
        weaver, listing = self.weaver, self.listing
        if condition.convert is not None:
            value = value.converted(condition.convert)
        if condition.id_of is None:
            bound: Any = weaver.parameters.bind_like(value)
        else:
            bound = weaver.parameters.bind_id(value, condition.id_of, self.pages)
        number = None
        if condition.under is not None:
            only = bound.only if isinstance(bound, ListParameter) else bound
            found = Marked(condition.under, bound if only is None else only, only is None)
            self.marked.append(found)
            if not marked:
                return
            number = self._number(found)
        if condition.keys is not None:
            self._among_keys(condition.keys(bound), number)
        elif condition.clause is not None:
            clause = weaver.for_reader(condition.clause(listing.row.c, bound), listing.facts)
            listing.source.where(without_implied(listing.source, clause))

    def _number(self, found: Marked) -> ColumnElement[int] | None:
        """How many rows meet a condition, if that is kept and helps to find them."""
        if self.bitmaps is None or not self.seen.in_bitmaps or self.weaver.json.name == "postgresql":
            # PostgreSQL plans better for a query that has a LIMIT, and counts at most so many rows.
            return None
        return kept_number(self.bitmaps, found)

    def _among_keys(self, keys: Any, number: ColumnElement[int] | None) -> None:
        """Keep only the rows with these keys. number: how many there are, if that is kept."""
        weaver, listing = self.weaver, self.listing
        keys = weaver.for_reader(keys, listing.facts)
        apart = self.paged and weaver.json.name == "postgresql"
        asked = looking_outward(is_among(listing.row.c.id, keys, apart))
        self.keyed.append(Keyed(asked, listing.row.c.id, keys, number))
        listing.source.where(asked)

    def filtered(self) -> Filtered:
        """The rows that are left, in the order and with the joins that the declaration wants."""
        listing = self.listing
        listing.narrow()
        source = listing.source
        clauses = len(source.wheres) + len(source.joins) - len(listing.scope)
        by_keys, by_bitmaps = clauses == len(self.keyed) > 0, clauses == len(self.marked)
        return Filtered(listing, self.seen, self.keyed, self.marked, by_keys, by_bitmaps)
