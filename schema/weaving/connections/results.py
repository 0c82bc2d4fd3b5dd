"""Whole results in SQL: the rows of all pages of a connection, their count and their facets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, intersect, select

from schema.declaring.bitmaps import Bitmaps
from schema.declaring.field_kinds import ConnectionField, FacetField
from schema.modelling.model import conditions_of
from schema.plan import Pages, WholePart
from schema.weaving.connections.bitmaps import ResultInBits, rows_at, rows_of
from schema.weaving.connections.filtering import Filtered, Filtering, seen_in
from schema.weaving.connections.gathering import Rows
from schema.weaving.elements.pieces import Piece
from schema.weaving.frames import Frame
from schema.weaving.orders import with_joins
from schema.weaving.sources import listing
from schema.weaving.weaver import Weaver


@dataclass
class Result:
    """The whole result of a connection, also without one condition of its filter, as facets need it."""

    weaver: Weaver
    pages: Pages
    frame: Frame
    found: dict[str | None, FromClause] = field(default_factory=dict)
    in_bits: dict[str | None, ResultInBits] = field(default_factory=dict)
    unmarked: FromClause | None = None

    @property
    def bitmaps(self) -> Bitmaps | None:
        """The bitmaps of the rows' type; None where they might reveal cells that the reader does not see."""
        target = self.pages.target
        return None if self.weaver.sight.keeps_back_of(target.table) else target.declaration.bitmaps

    @property
    def looked_into(self) -> bool:
        """Whether, at the root of an operation, more than the count is asked: then the rows are found once for all."""
        return not self.frame.inside() and any(
            isinstance(part, WholePart) and part.planned for part in self.pages.fields.values()
        )

    def filtered(self, without: str | None = None, paged: bool = False, marked: bool = True) -> Filtered:
        """The rows of the result. paged: only a page of them is read.

        without: a condition that is left out; marked: false to leave out the conditions that bitmaps answer.
        """
        pages, declared = self.pages, self.pages.field.declared
        assert isinstance(declared, ConnectionField)
        listed = listing(self.weaver, declared, pages.target, pages.arguments, self.frame)
        for clause in self.weaver.sight.shown(declared, self.frame.columns):
            listed.source.where(clause)
        listed.source.order_name, listed.source.descending = pages.order_name, pages.order.descending
        seen = seen_in(self.weaver, self.bitmaps, listed)
        filtering = Filtering(self.weaver, pages, listed, seen, self.bitmaps, paged)
        if declared.filter is not None:
            conditions = conditions_of(declared.filter)
            for name, value in pages.filter.items():
                if name != without:
                    filtering.add(conditions[name], value, marked)
        return filtering.filtered()

    def by_bitmaps(self, without: str | None = None) -> ResultInBits | None:
        """The whole result in bits, or None. Conditions that no bitmap answers are turned into bits if that pays."""
        left_out = without if without in self.pages.filter else None
        if self.bitmaps is None or left_out in self.in_bits:
            return self.in_bits.get(left_out)
        found = self.filtered(left_out)
        seen, put_in_bits = found.seen, self.bitmaps.numbers is not None and self.looked_into
        if not (seen.in_bitmaps or seen.besides is not None) or not (found.by_bitmaps or put_in_bits):
            return None
        conditions, within = (found.marked, None) if found.by_bitmaps else (None, self._unmarked())
        rows = self.weaver.for_reader(rows_of(self.bitmaps, found.marked, within), found.listing.facts)
        besides = None if seen.in_bitmaps else self._once(self._ids_besides(left_out), "x")
        self.in_bits[left_out] = ResultInBits(self.bitmaps, self._once(rows, "b"), conditions, besides)
        return self.in_bits[left_out]

    def _unmarked(self) -> FromClause:
        """The rows that meet the conditions which no bitmap answers, in bits; found once."""
        if self.unmarked is None:
            assert self.bitmaps is not None
            found = self.filtered(marked=False)
            if not found.seen.in_bitmaps and self.bitmaps.holds is not None:
                found.source.where(self.weaver.for_reader(self.bitmaps.holds(found.row.c), found.listing.facts))
            ids = self._ids(found, found.by_keys)
            self.unmarked = self._once(rows_at(self.bitmaps, ids.subquery(), self.weaver.json), "u")
        return self.unmarked

    def count(self) -> ColumnElement[int]:
        """How many rows the whole result has."""
        in_bits = self.by_bitmaps()
        return in_bits.count() if in_bits else select(func.count()).select_from(self.rows()).scalar_subquery()

    def facet_values(self, facet: FacetField) -> Select[Any]:
        """The values of a facet with their counts, by bitmaps or by the rows."""
        in_bits = self.by_bitmaps(facet.without) if facet.under else None
        if in_bits is None or facet.under is None:
            by_rows: Select[Any] = self.weaver.sight.cells(facet.values(self.rows(facet.without)))
            return by_rows
        return in_bits.facet_values(facet, facet.under, self.weaver.json)

    def _ids_besides(self, without: str | None) -> Rows:
        """The ids of the rows of the result that the bitmaps do not hold."""
        found = self.filtered(without)
        assert found.seen.besides is not None
        found.source.where(found.seen.besides)
        return self._ids(found, by_keys=False)

    def rows(self, without: str | None = None) -> FromClause:
        """The ids of the whole result; found once if more than the count is asked, see `looked_into`."""
        left_out = without if without in self.pages.filter else None
        if left_out in self.found:
            return self.found[left_out]
        found = self.filtered(left_out)
        ids = self._ids(found, found.by_keys)
        if not self.looked_into:
            return ids.subquery()
        self.found[left_out] = self._once(ids, "r")
        return self.found[left_out]

    def _once(self, rows: Rows, letter: str) -> FromClause:
        """Rows as a materialized CTE: found once, however often the statement reads them."""
        self.weaver.aliases += 1
        return rows.cte(f"{letter}{self.weaver.aliases}").prefix_with("MATERIALIZED")

    def _ids(self, found: Filtered, by_keys: bool) -> Rows:
        """The ids of filtered rows. by_keys: intersect the keys of the conditions instead of asking row by row."""
        source, row = found.source, found.row
        base = select(row.c.id.label("id")).select_from(with_joins(source.target, source))
        if not by_keys:
            return base.where(*source.wheres).correlate(*self.frame.inside())
        asked = {id(one.clause) for one in found.keyed}
        all_ids = base.where(*(clause for clause in source.wheres if id(clause) not in asked))
        return intersect(all_ids, *(one.keys for one in found.keyed))


def whole(weaver: Weaver, part: WholePart, result: Result, frame: Frame) -> list[Piece]:
    """A field of a connection about its whole result: its type, its count, its facets and others.

    At the root of an operation its text is cached until the next write; see `schema.execution.whole_results`.
    """
    if part.name == "__typename":
        return [f'"{result.pages.target.declaration.connection_name}"']
    text = _text_of_whole(weaver, part, result, frame)
    return text if frame.inside() or isinstance(frame, ResultFrame) else weaver.set_aside(text)


def _text_of_whole(weaver: Weaver, part: WholePart, result: Result, frame: Frame) -> list[Piece]:
    if part.planned is None:
        return [result.count()]
    inner = ResultFrame(None, frame.inside(), frame.facts)
    inner.result = result
    return weaver.field(part.planned, inner)


class ResultFrame(Frame):
    """A frame whose row is a whole result: where facets are counted."""

    result: Result
