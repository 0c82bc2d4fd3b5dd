"""Whole results in SQL: the rows of all pages of a connection, their count and their facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, Select, func, intersect, select

from schema.declaring.bitmaps import Bitmaps
from schema.declaring.declarations import Condition
from schema.declaring.field_kinds import FacetField
from schema.modelling.model import conditions_of
from schema.plan import Nested, Pages, Planned, WholeResultPart
from schema.weaving.connections.bitmaps import BitmapResult, rows_at, rows_of
from schema.weaving.connections.filtering import Filtered, coverage_of
from schema.weaving.connections.gathering import AnySelect
from schema.weaving.connections.ranges import without_bounds
from schema.weaving.elements.pieces import Piece
from schema.weaving.frames import Frame
from schema.weaving.orders import with_joins
from schema.weaving.sources import listing
from schema.weaving.weaver import Weaver

Covered = Literal["held", "beyond"]
"""Rows that the bitmaps hold, or further ones; see `Coverage`."""


@dataclass
class Result:
    """The whole result of a connection, also without one of the conditions of its filter, as facets need it."""

    weaver: Weaver
    pages: Pages
    frame: Frame
    ids_without: dict[str | None, FromClause] = field(default_factory=dict)
    bitmaps_without: dict[str | None, BitmapResult] = field(default_factory=dict)
    converted: FromClause | None = None

    @property
    def conditions(self) -> Mapping[str, Condition]:
        """The conditions of the filter that are given, by name."""
        declared = self.pages.declared.filter
        known = {} if declared is None else conditions_of(declared)
        return {name: known[name] for name in self.pages.filter} if known else {}

    @property
    def bitmaps(self) -> Bitmaps | None:
        """The bitmaps of the rows' type; None if they might reveal cells that the reader does not see."""
        target = self.pages.target
        return None if self.weaver.visibility.withholds_cells_of(target.table) else target.declaration.bitmaps

    @property
    def read_repeatedly(self) -> bool:
        """Whether facets are selected at the root of an operation: the rows are then found once for all."""
        return not self.frame.visible_froms() and any(
            isinstance(part, WholeResultPart) and _has_facets(part.planned) for part in self.pages.fields.values()
        )

    def page_rows(self) -> Filtered:
        """The rows of the result, of which only a page is to be read."""
        return self._filtered(self.conditions, row_by_row=self.weaver.json.looks_up_each_row)

    def all_rows(self, without: str | None = None, only: Covered | None = None) -> Filtered:
        """All rows of the result. without: a condition of the filter that is left out; only: see `_filtered`."""
        conditions = {name: one for name, one in self.conditions.items() if name != without}
        few = only == "beyond"
        return self._filtered(conditions, few and self.weaver.json.looks_up_each_row, only)

    def rows_without_bitmap_conditions(self) -> Filtered:
        """The rows in the bitmaps that meet those conditions that no bitmap answers."""
        conditions = {name: one for name, one in self.conditions.items() if one.under is None}
        return self._filtered(conditions, only="held")

    def _filtered(
        self, conditions: Mapping[str, Condition], row_by_row: bool = False, only: Covered | None = None
    ) -> Filtered:
        """The rows that meet these conditions. row_by_row: see `Filtered`; only: which of them, as in `Coverage`."""
        pages = self.pages
        listed = listing(self.weaver, pages.declared, pages.target, pages.arguments, self.frame)
        for shown in self.weaver.visibility.shown(pages.declared, self.frame.columns):
            listed.source.where(shown)
        listed.source.order_name, listed.source.descending = pages.order_name, pages.order.descending
        coverage = coverage_of(self.weaver, self.bitmaps, listed)
        clause = None if only is None else coverage.held if only == "held" else coverage.beyond
        if clause is not None:
            listed.show_only(clause)
        found = Filtered(self.weaver, pages, listed, coverage, self.bitmaps, row_by_row)
        for name, condition in conditions.items():
            found.apply(condition, pages.filter[name])
        found.narrow()
        return found

    def by_bitmaps(self, without: str | None = None) -> BitmapResult | None:
        """The whole result in bitmaps, or None. Conditions that no bitmap answers are converted if that pays."""
        if self.bitmaps is None or without in self.bitmaps_without:
            return self.bitmaps_without.get(without)
        found = self.all_rows(without)
        if not found.coverage.usable or not (found.only_in_bitmaps or self._conversion_pays(self.bitmaps)):
            return None
        within = None if found.only_in_bitmaps else self._other_conditions_converted(self.bitmaps)
        rows = self.weaver.for_reader(rows_of(self.bitmaps, found.bitmap_conditions, within), found.listing.facts)
        beyond = None if found.coverage.exact else self._materialized(self._ids_beyond(without), "x")
        conditions = found.bitmap_conditions if found.only_in_bitmaps else None
        result = BitmapResult(self.bitmaps, self._materialized(rows, "b"), conditions, beyond)
        self.bitmaps_without[without] = result
        return result

    def _conversion_pays(self, bitmaps: Bitmaps) -> bool:
        return bitmaps.numbers is not None and self.read_repeatedly

    def _other_conditions_converted(self, bitmaps: Bitmaps) -> FromClause:
        """A bitmap of the rows that meet the conditions which no bitmap answers; made once."""
        if self.converted is None:
            found = self.rows_without_bitmap_conditions()
            self.converted = self._materialized(rows_at(bitmaps, self._ids(found).subquery(), self.weaver.json), "u")
        return self.converted

    def count(self) -> ColumnElement[int]:
        """How many rows the whole result has."""
        by_bitmaps = self.by_bitmaps()
        if by_bitmaps:
            return by_bitmaps.count()
        if not self._counts_apart():
            return _count_of(self.ids())
        held, beyond = self._ids(self.all_rows(only="held")), self._ids_beyond(None)
        return _count_of(held.subquery()) + _count_of(beyond.subquery())

    def _counts_apart(self) -> bool:
        """Whether the rows in the bitmaps and those beyond are counted apart: an index then tells each."""
        found = self.all_rows()
        return found.coverage.beyond is not None and not found.narrowed and not self.frame.visible_froms()

    def facet_values(self, facet: FacetField) -> Select[Any]:
        """The values of a facet with their counts, by bitmaps or by the rows."""
        without = facet.without if facet.without in self.pages.filter else None
        by_bitmaps = self.by_bitmaps(without) if facet.under else None
        if by_bitmaps is None or facet.under is None:
            by_rows: Select[Any] = self.weaver.visibility.cells(facet.values(self.ids(without)))
            return by_rows
        return by_bitmaps.facet_values(facet, facet.under, self.weaver.json)

    def ids(self, without: str | None = None) -> FromClause:
        """The ids of the whole result; found once if it is read repeatedly."""
        if without in self.ids_without:
            return self.ids_without[without]
        ids = self._ids(self.all_rows(without))
        if not self.read_repeatedly:
            return ids.subquery()
        self.ids_without[without] = self._materialized(ids, "r")
        return self.ids_without[without]

    def _ids_beyond(self, without: str | None) -> AnySelect:
        """The ids of the rows of the result that the bitmaps do not cover: few, whatever bounds the filter has."""
        found = self.all_rows(without, only="beyond")
        found.source.wheres = without_bounds(found.source.wheres)
        return self._ids_row_by_row(found)

    def _ids(self, found: Filtered) -> AnySelect:
        """The ids of filtered rows; if indexes answer all conditions, the keys that these indexes have in common."""
        if not found.only_indexed:
            return self._ids_row_by_row(found)
        answered = {id(one.clause) for one in found.indexed}
        all_ids = _ids_of(found).where(*(clause for clause in found.source.wheres if id(clause) not in answered))
        return intersect(all_ids, *(one.keys for one in found.indexed))

    def _ids_row_by_row(self, found: Filtered) -> AnySelect:
        return _ids_of(found).where(*found.source.wheres).correlate(*self.frame.visible_froms())

    def _materialized(self, rows: AnySelect, letter: str) -> FromClause:
        """Rows as a materialized CTE: found once, however often the statement reads them."""
        self.weaver.aliases += 1
        return rows.cte(f"{letter}{self.weaver.aliases}").prefix_with("MATERIALIZED")


def _has_facets(planned: Planned | None) -> bool:
    if not isinstance(planned, Nested):
        return False
    return isinstance(planned.field.declared, FacetField) or any(map(_has_facets, planned.selection.fields.values()))


def _count_of(rows: FromClause) -> ColumnElement[int]:
    return select(func.count()).select_from(rows).scalar_subquery()


def _ids_of(found: Filtered) -> Select[Any]:
    """The select of ids to which the clauses of filtered rows are added."""
    return select(found.row.c.id.label("id")).select_from(with_joins(found.source.target, found.source))


def whole_result_field(weaver: Weaver, part: WholeResultPart, result: Result, frame: Frame) -> list[Piece]:
    """A field of a connection about its whole result: its type, its count, its facets and others.

    At the root of an operation its text is cached until the next write; see `schema.execution.whole_results`.
    """
    if part.name == "__typename":
        return [f'"{result.pages.target.declaration.connection_name}"']
    text = _whole_result_text(weaver, part, result, frame)
    return text if frame.visible_froms() or isinstance(frame, ResultFrame) else weaver.set_aside(text)


def _whole_result_text(weaver: Weaver, part: WholeResultPart, result: Result, frame: Frame) -> list[Piece]:
    if part.planned is None:
        return [result.count()]
    inner = ResultFrame(None, frame.visible_froms(), frame.facts)
    inner.result = result
    return weaver.field(part.planned, inner)


class ResultFrame(Frame):
    """A frame whose row is a whole result: facets are counted in it."""

    result: Result
