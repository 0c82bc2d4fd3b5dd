"""The rows of a page in SQL: the first ones beyond the cursors, with only the columns that are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from schema.declaring.columns import Identifier
from schema.plan import Pages
from schema.weaving.connections.cursors import Cursors
from schema.weaving.connections.gathering import AnySelect, concatenate, filtered_page
from schema.weaving.connections.ranges import out_of_order
from schema.weaving.connections.ranks import Segment, segments_of
from schema.weaving.connections.results import Result
from schema.weaving.elements.pruning import Pruned
from schema.weaving.frames import Frame
from schema.weaving.orders import order_of, with_direction
from schema.weaving.weaver import Weaver


class PagedRows:
    """The rows of one page. Call `frame`, `keys`, `number`, `count` for what is read of them, and then `find`.

    numbered: whether each row has its number; one row beyond the page is then found too, if there is one.
    """

    def __init__(self, weaver: Weaver, planned: Pages, frame: Frame, result: Result, numbered: bool) -> None:
        self.page, self.outer, self.numbered = planned.page, frame.visible_froms(), numbered
        self.size = weaver.parameters.size(planned.page.size)
        self.found = result.page_rows()
        source = self.found.source
        keys, self.descending = order_of(weaver, source, self.found.row, planned.order, self.found.listing.facts)
        if not self.outer and not source.ranks:
            self.found.indexed += out_of_order(weaver, planned.target, source, keys[0])
        self.cursors = Cursors(weaver, planned, segments_of(source, keys), self.descending)
        self.rows = Pruned.of(planned.target.table, f"p{weaver.aliases}")
        self.brings_keys = numbered

    def frame(self) -> Frame:
        """The frame of one of the rows."""
        found = self.found
        return Frame(self.rows, self.outer, found.listing.facts, table=self.rows.element, list_source=found.source)

    def keys(self) -> list[ColumnElement[Any]]:
        """The keys of the order as columns of the rows."""
        self.brings_keys = True
        placed = enumerate(self.cursors.keys)
        return [literal_column(f"{self.rows.name}._k{place}", key.type) for place, key in placed]

    def number(self) -> ColumnElement[int]:
        """The number of a row in its page, from 1."""
        return literal_column(f"{self.rows.name}._rn", Identifier)

    def count(self) -> ColumnElement[int]:
        """How many rows were found; every row has it."""
        return literal_column(f"{self.rows.name}._cnt", Identifier)

    def find(self) -> None:
        """Make the select of the rows: with the columns that are read, and with keys and numbers if these are read."""
        towards = self.descending != self.page.backward
        if not self.numbered:
            self.rows.rows = self._ranked(self.size, towards)
            return
        found = self._ranked(self.size + literal_column("1"), towards)
        order = with_direction([literal_column(f"_k{place}") for place in range(len(self.cursors.keys))], towards)
        numbers = func.row_number().over(order_by=order).label("_rn"), func.count().over().label("_cnt")
        self.rows.rows = select(literal_column("*"), *numbers).select_from(found.subquery(f"n{self.rows.name}"))

    def _ranked(self, size: Any, descending: bool) -> AnySelect:
        """The first rows beyond the cursors, rank after rank."""
        segments = self.cursors.segments
        if len(segments) == 1:
            return self._first(segments[0], size, descending)
        ranks = [self._first(segment, size, descending) for segment in (reversed(segments) if descending else segments)]
        return concatenate(ranks, f"r{{}}{self.rows.name}").limit(size)

    def _first(self, segment: Segment, size: Any, descending: bool) -> AnySelect:
        """The first rows of a segment beyond the cursors."""
        # Ordered by label if there is one: a key that is a subquery is then computed once for a row, not twice.
        labelled = [key.label(f"_k{place}") for place, key in enumerate(segment.keys)] if self.brings_keys else []
        made = [value.label(name) for name, value in self.rows.made.items()]
        read = [self.found.row.c[name] for name in self.rows.names]
        brought = [*read, *made, *labelled] or [literal_column("1").label("one")]

        def page(wheres: Sequence[ColumnElement[bool]], size: ColumnElement[int]) -> Select[Any]:
            return (
                select(*brought)
                .select_from(segment.rows)
                .where(*wheres)
                .order_by(*segment.order(labelled, descending))
                .limit(size)
                .correlate(*self.outer)
            )

        indexed = self.found.indexed if segment.rank is None else []
        return filtered_page(self.cursors.between(segment), indexed, size, page, self.rows.name)
