"""The rows of a connection that meet its filter, found by clauses, by indexes or by bitmaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_
from sqlalchemy.sql.elements import BooleanClauseList, Grouping
from sqlalchemy.sql.operators import or_ as or_op

from schema.declaring.bitmaps import Bitmaps
from schema.declaring.declarations import Condition
from schema.declaring.sources import Source
from schema.plan import Pages
from schema.request.values import Value
from schema.weaving.connections.bitmaps import BitmapCondition, stored_count
from schema.weaving.connections.gathering import IndexedCondition, is_among
from schema.weaving.correlation import correlated_outward
from schema.weaving.elements.among import ListParameter
from schema.weaving.implied import without_implied
from schema.weaving.sources import Listing
from schema.weaving.weaver import Weaver


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the rows that the bitmaps of a type hold compare with those that the reader may see.

    exact: whether the two are the same; held, beyond: if the reader sees all rows of the bitmaps and more, the clauses
    for the former and for these further rows; else None.
    """

    exact: bool = False
    held: ColumnElement[bool] | None = None
    beyond: ColumnElement[bool] | None = None

    @property
    def usable(self) -> bool:
        """Whether bitmaps can answer for this reader: no row of theirs is hidden from it."""
        return self.exact or self.beyond is not None


def coverage_of(weaver: Weaver, bitmaps: Bitmaps | None, listing: Listing) -> Coverage:
    """Compares the rows of bitmaps with those of a list that the reader may see."""
    if bitmaps is None:
        return Coverage()
    scope, row = listing.scope, listing.row
    if bitmaps.holds is None:
        return Coverage(exact=not scope)
    held = weaver.for_reader(bitmaps.holds(row.c), listing.facts)
    exact = len(scope) == 1 and scope[0].compare(held)
    if bitmaps.lacks is None:
        return Coverage(exact)
    lacked: ColumnElement[bool] = weaver.for_reader(bitmaps.lacks(row.c), listing.facts)
    if not scope:
        return Coverage(exact, held, lacked)
    alternatives = _alternatives(scope[0]) if len(scope) == 1 else []
    others = [one for one in alternatives if not one.compare(held)]
    if not 0 < len(others) < len(alternatives):
        return Coverage(exact)
    return Coverage(exact, held, lacked & or_(*others))


def _alternatives(clause: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """The alternatives of an OR; any other clause is its only one."""
    found = clause.element if isinstance(clause, Grouping) else clause
    return list(found.clauses) if isinstance(found, BooleanClauseList) and found.operator is or_op else [clause]


@dataclass(slots=True)
class Filtered:
    """The rows of a connection that meet its filter: apply each condition, then narrow them as the list is declared.

    bitmaps: those of the rows' type; row_by_row: whether PostgreSQL has to look up each row in an index, instead of
    reading all keys from it: this is faster if only a page of the rows is read; indexed: the conditions that an index
    answers; bitmap_conditions: those that bitmaps answer; only_indexed, only_in_bitmaps: whether the filter consists of
    these alone; narrowed: whether the list narrows its rows further, as a search does.
    """

    weaver: Weaver
    pages: Pages
    listing: Listing
    coverage: Coverage
    bitmaps: Bitmaps | None
    row_by_row: bool
    indexed: list[IndexedCondition] = field(default_factory=list)
    bitmap_conditions: list[BitmapCondition] = field(default_factory=list)
    only_indexed: bool = False
    only_in_bitmaps: bool = False
    narrowed: bool = False

    @property
    def source(self) -> Source:
        """The rows, with the clauses that they meet."""
        return self.listing.source

    @property
    def row(self) -> FromClause:
        """The table of the rows, under its alias."""
        return self.listing.row

    def apply(self, condition: Condition, value: Value) -> None:
        """Keep only the rows that meet a condition."""
        weaver, listing = self.weaver, self.listing
        bound = self._bound(condition, value)
        number = None
        if condition.under is not None:
            only = bound.only if isinstance(bound, ListParameter) else bound
            found = BitmapCondition(condition.under, bound if only is None else only, only is None)
            self.bitmap_conditions.append(found)
            number = self._number(found)
        if condition.keys is not None:
            self._keep_keys(condition.keys(bound), number)
        elif condition.clause is not None:
            clause = weaver.for_reader(condition.clause(listing.row.c, bound), listing.facts)
            listing.source.where(without_implied(listing.source, clause))

    def _bound(self, condition: Condition, value: Value) -> Any:
        """The value of a condition as a parameter."""
        if condition.convert is not None:
            value = value.converted(condition.convert)
        if condition.id_of is None:
            return self.weaver.parameters.bind_like(value)
        bind = self.weaver.parameters.bind_ids if isinstance(value.sample, list) else self.weaver.parameters.bind_id
        return bind(value, condition.id_of, self.pages)

    def _number(self, condition: BitmapCondition) -> ColumnElement[int] | None:
        """How many rows meet a condition, if that is stored and helps to find them."""
        if self.bitmaps is None or not self.coverage.exact or not self.weaver.json.uses_stored_counts:
            return None
        return stored_count(self.bitmaps, condition)

    def _keep_keys(self, keys: Any, number: ColumnElement[int] | None) -> None:
        """Keep only the rows with these keys. number: how many there are, if that is stored."""
        listing = self.listing
        keys = self.weaver.for_reader(keys, listing.facts)
        clause = correlated_outward(is_among(listing.row.c.id, keys, self.row_by_row))
        self.indexed.append(IndexedCondition(clause, listing.row.c.id, keys, number))
        listing.source.where(clause)

    def narrow(self) -> None:
        """Restrict, join and order the rows as declared; their conditions are then complete."""
        given = len(self.source.wheres) - len(self.listing.scope)
        self.listing.narrow()
        clauses = len(self.source.wheres) + len(self.source.joins) - len(self.listing.scope)
        self.narrowed = clauses > given
        self.only_indexed = clauses == len(self.indexed) > 0
        self.only_in_bitmaps = clauses == len(self.bitmap_conditions)
