"""Whole results in SQL: the rows that all pages of a connection are taken from, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, intersect, or_, select
from sqlalchemy.sql.elements import BooleanClauseList, Grouping
from sqlalchemy.sql.operators import or_ as or_op

from schema.asking.values import Value
from schema.assembling.model import conditions_of
from schema.declaring.declarations import Bitmaps, Condition, ConnectionField, FacetField
from schema.plan import Pages, WholePart
from schema.weaving.among import Listed
from schema.weaving.bitmaps import ResultInBits, kept_number, rows_at, rows_of
from schema.weaving.correlation import looking_outward
from schema.weaving.frames import Frame, Keyed, Marked, Source
from schema.weaving.gathering import Rows, is_among
from schema.weaving.orders import with_joins
from schema.weaving.pieces import Piece
from schema.weaving.sources import Listing, listing
from schema.weaving.weaver import Weaver


@dataclass
class Result:
    """The whole result of a connection: its source, and how to make it anew without one filter."""

    weaver: Weaver
    pages: Pages
    frame: Frame
    found: dict[str | None, FromClause] = field(default_factory=dict)
    in_bits: dict[str | None, ResultInBits] = field(default_factory=dict)
    unmarked: FromClause | None = None

    @property
    def bitmaps(self) -> Bitmaps | None:
        """Those of the type of the rows."""
        return self.pages.target.declaration.bitmaps

    @property
    def looked_into(self) -> bool:
        """Whether more than their number is said of the rows, at the root of an operation."""
        return not self.frame.inside() and any(
            isinstance(part, WholePart) and part.planned for part in self.pages.fields.values()
        )

    def source(
        self, without: str | None = None, paged: bool = False, marked: bool = True
    ) -> tuple[Source, FromClause, dict[str, Any]]:
        """The rows of the result, or those of which a page is to be taken. marked: that meet what bitmaps tell, too."""
        pages, declared = self.pages, self.pages.field.declared
        assert isinstance(declared, ConnectionField)
        listed = listing(self.weaver, declared, pages.target, pages.arguments, self.frame)
        source = listed.source
        source.order_name, source.descending = pages.order_name, pages.order.descending
        source.held, source.besides = self._held(listed), self._besides(listed)
        if declared.filter is not None:
            conditions = conditions_of(declared.filter)
            for name, value in pages.filter.items():
                if name != without:
                    self._add(listed, conditions[name], value, paged, marked)
        listed.narrow()
        clauses = len(source.wheres) + len(source.joins) - len(listed.scope)
        source.told_by_keys = clauses == len(source.keyed) > 0
        source.told_by_bitmaps = clauses == len(source.marked)
        return source, listed.row, listed.given

    def _held(self, listed: Listing) -> bool:
        """Whether bitmaps hold exactly the rows that the reader may see."""
        if self.bitmaps is None:
            return False
        holds, scope = self.bitmaps.holds, listed.scope
        held = [] if holds is None else [self.weaver.with_given(holds(listed.row.c), listed.given)]
        return len(scope) == len(held) and all(ours.compare(theirs) for ours, theirs in zip(scope, held, strict=True))

    def _besides(self, listed: Listing) -> ColumnElement[bool] | None:
        """What rows meet that the reader sees besides all those that bitmaps hold; None where that cannot be told."""
        bitmaps = self.bitmaps
        if bitmaps is None or bitmaps.holds is None or bitmaps.lacks is None:
            return None
        lacked: ColumnElement[bool] = self.weaver.with_given(bitmaps.lacks(listed.row.c), listed.given)
        if not listed.scope:
            return lacked
        held = self.weaver.with_given(bitmaps.holds(listed.row.c), listed.given)
        ways = _ways(listed.scope[0]) if len(listed.scope) == 1 else []
        others = [way for way in ways if not way.compare(held)]
        return lacked & or_(*others) if 0 < len(others) < len(ways) else None

    def _add(self, listed: Listing, condition: Condition, value: Value, paged: bool, marked: bool) -> None:
        """Keep only the rows that meet a condition of the filter; see `source`."""
        weaver, source, row = self.weaver, listed.source, listed.row
        if condition.convert is not None:
            value = value.converted(condition.convert)
        bound: Any = (
            weaver.bind_like(value) if condition.node is None else weaver.bind_id(value, condition.node, self.pages)
        )
        number = None
        if condition.under is not None:
            only = bound.only if isinstance(bound, Listed) else bound
            source.marked.append(Marked(condition.under, bound if only is None else only, only is None))
            if not marked:
                return
            if source.held and self.bitmaps is not None and weaver.json.name == "sqlite":
                # PostgreSQL needs to be told how few rows a condition may have, and counts them as it looks.
                number = kept_number(self.bitmaps, source.marked[-1])
        if condition.keys is not None:
            keys = weaver.with_given(condition.keys(bound), listed.given)
            apart = paged and weaver.json.name == "postgresql"
            asked = looking_outward(is_among(row.c.id, keys, apart))
            source.keyed.append(Keyed(asked, row.c.id, keys, number))
            source.where(asked)
        elif condition.clause is not None:
            source.where(weaver.with_given(condition.clause(row.c, bound), listed.given))

    def by_bitmaps(self, without: str | None = None) -> ResultInBits | None:
        """The whole result in bits, where bitmaps tell it; what else is found is put in bits if it is looked into."""
        left_out = without if without in self.pages.filter else None
        if self.bitmaps is None or left_out in self.in_bits:
            return self.in_bits.get(left_out)
        source, _, given = self.source(left_out)
        put_in_bits = self.bitmaps.numbers is not None and self.looked_into
        held = source.held or source.besides is not None
        if not held or not (source.told_by_bitmaps or put_in_bits):
            return None
        conditions, within = (source.marked, None) if source.told_by_bitmaps else (None, self._unmarked())
        rows = self.weaver.with_given(rows_of(self.bitmaps, source.marked, within), given)
        besides = None if source.held else self._once(self._ids_besides(left_out), "x")
        self.in_bits[left_out] = ResultInBits(self.bitmaps, self._once(rows, "b"), conditions, besides)
        return self.in_bits[left_out]

    def _unmarked(self) -> FromClause:
        """What meets the conditions that no bitmap tells, in bits; found once."""
        if self.unmarked is None:
            assert self.bitmaps is not None
            source, row, given = self.source(marked=False)
            if not source.held and self.bitmaps.holds is not None:
                source.where(self.weaver.with_given(self.bitmaps.holds(row.c), given))
            self.unmarked = self._once(rows_at(self.bitmaps, self._ids(source, row).subquery(), self.weaver.json), "u")
        return self.unmarked

    def count(self) -> ColumnElement[int]:
        """How many rows the whole result has."""
        told = self.by_bitmaps()
        return told.count() if told else select(func.count()).select_from(self.rows()).scalar_subquery()

    def facet_values(self, facet: FacetField) -> Select[Any]:
        """The values of a facet with their counts, by bitmaps or by the rows."""
        told = self.by_bitmaps(facet.without) if facet.under else None
        if told is None or facet.under is None:
            found: Select[Any] = facet.values(self.rows(facet.without))
            return found
        return told.facet_values(facet, facet.under, self.weaver.json)

    def _ids_besides(self, without: str | None) -> Rows:
        """The ids of those rows of the result that no bitmap holds."""
        source, row, _ = self.source(without)
        assert source.besides is not None
        source.where(source.besides)
        source.told_by_keys = False
        return self._ids(source, row)

    def rows(self, without: str | None = None) -> FromClause:
        """The ids of the whole result; at the root of an operation found once for all that is said of them."""
        left_out = without if without in self.pages.filter else None
        if left_out in self.found:
            return self.found[left_out]
        source, row, _ = self.source(left_out)
        ids = self._ids(source, row)
        if not self.looked_into:
            return ids.subquery()
        self.found[left_out] = self._once(ids, "r")
        return self.found[left_out]

    def _once(self, rows: Rows, letter: str) -> FromClause:
        """Rows that are found once, under a name of their own in this statement."""
        self.weaver.aliases += 1
        return rows.cte(f"{letter}{self.weaver.aliases}").prefix_with("MATERIALIZED")

    def _ids(self, source: Source, row: Any) -> Rows:
        """The ids of the rows. Where keys alone tell them, each index is read once, instead of once for every row."""
        base = select(row.c.id.label("id")).select_from(with_joins(source.target, source))
        if not source.told_by_keys:
            return base.where(*source.wheres).correlate(*self.frame.inside())
        asked = {id(one.clause) for one in source.keyed}
        all_ids = base.where(*(clause for clause in source.wheres if id(clause) not in asked))
        return intersect(all_ids, *(one.keys for one in source.keyed))


def _ways(clause: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """The clauses of which one has to be met to meet a clause."""
    found = clause.element if isinstance(clause, Grouping) else clause
    return list(found.clauses) if isinstance(found, BooleanClauseList) and found.operator is or_op else [clause]


def whole(weaver: Weaver, part: WholePart, result: Result, frame: Frame) -> list[Piece]:
    """What is said of the whole result: its type, its count, its facets and other fields of the connection.

    At the root of an operation it stands apart, so that it need not be found again.
    """
    if part.name == "__typename":
        return [f'"{result.pages.target.declaration.connection_name}"']
    said = _said(weaver, part, result, frame)
    return said if frame.inside() or isinstance(frame, ResultFrame) else weaver.apart(said)


def _said(weaver: Weaver, part: WholePart, result: Result, frame: Frame) -> list[Piece]:
    if part.planned is None:
        return [result.count()]
    inner = ResultFrame(None, frame.inside(), frame.given)
    inner.result = result
    return weaver.field(part.planned, inner)


class ResultFrame(Frame):
    """A frame whose row is a whole result: where facets are counted."""

    result: Result
