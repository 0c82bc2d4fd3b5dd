"""Cursors in SQL: how they are written, and which rows come after or before one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, exists, literal_column, or_, select, tuple_

from schema.plan import Pages
from schema.request.pages import SEPARATOR, cursor_keys
from schema.request.values import Value
from schema.weaving.connections.ranges import LOWER, UPPER, without_bounds
from schema.weaving.connections.ranks import Segment
from schema.weaving.dialects import key_text
from schema.weaving.elements.pieces import Piece, Pieces
from schema.weaving.weaver import Weaver


@dataclass
class Cursors:
    """The cursors of one page, of a list in this order. segments: those of the list, in order (`ranks`)."""

    weaver: Weaver
    planned: Pages
    segments: Sequence[Segment]
    descending: bool
    bounds: dict[bool, list[ColumnElement[Any]]] = field(default_factory=dict)

    @property
    def keys(self) -> Sequence[ColumnElement[Any]]:
        """The keys of the order; in all segments they have the same types."""
        return self.segments[0].keys

    @property
    def tag(self) -> str:
        """The name of the order that a cursor belongs to: in a list of another order it is refused."""
        planned, name = self.planned, self.planned.order_name
        if name == "default" and planned.declared.order_by is not None:
            name = planned.target.declaration.own_order or name
        return f"{planned.target.name} {name} {'desc' if self.descending else 'asc'}"

    def text(self, keys: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
        """The cursor of a row with these keys."""
        json = self.weaver.json
        pieces: list[Piece] = [self.tag]
        for key in keys:
            pieces += [SEPARATOR, key_text(json, key)]
        return json.cursor(Pieces(pieces))

    def between(self, segment: Segment) -> Sequence[ColumnElement[bool]]:
        """The clauses for rows of a segment after `after` and before `before`."""
        page, wheres = self.planned.page, segment.wheres
        for cursor, forward in ((page.after, True), (page.before, False)):
            if cursor is not None:
                wheres = self._beyond(segment, wheres, cursor, forward)
        return wheres

    def others(self, cursor: Value, forward: bool, outer: Sequence[FromClause]) -> ColumnElement[bool]:
        """Whether there are rows on the other side of the cursor. outer: the tables around the list."""
        others = []
        for segment in self.segments:
            rows: Select[Any] = select(literal_column("1")).select_from(segment.rows)
            found = rows.where(*self._beyond(segment, segment.wheres, cursor, forward, turned=True))
            if segment.by:
                # From the other end of the list they come first. The offset makes PostgreSQL keep this order.
                found = found.order_by(*segment.order((), self.descending == forward)).offset(literal_column("0"))
            others.append(exists(found.correlate(*outer)))
        return or_(*others)

    def _beyond(
        self,
        segment: Segment,
        wheres: Sequence[ColumnElement[bool]],
        cursor: Value,
        forward: bool,
        turned: bool = False,
    ) -> list[ColumnElement[bool]]:
        """These clauses of a segment, for rows after the cursor (forward) or before it.

        turned: for all other rows, including that of the cursor.
        """
        bound = self._bound(cursor, forward)
        ours, theirs = tuple_(*segment.keys), tuple_(*bound)
        upwards = (forward != self.descending) != turned
        if upwards:
            clause = ours >= theirs if turned else ours > theirs
        else:
            clause = ours <= theirs if turned else ours < theirs
        if segment.rank is None:
            return [*without_bounds(wheres, LOWER if upwards else UPPER, segment.keys[0]), clause]
        # First, and about the rank alone: a rank that is entirely on the other side then ends before its first row.
        return [*wheres, segment.rank >= bound[0] if upwards else segment.rank <= bound[0], clause]

    def _bound(self, cursor: Value, forward: bool) -> list[ColumnElement[Any]]:
        """The keys of a cursor as parameters."""
        if forward not in self.bounds:
            types = [key.type for key in self.keys]
            values = cursor_keys(cursor, self.tag, types, self.planned.node, self.planned.path)
            self.bounds[forward] = [
                self.weaver.parameters.bind(value, kind) for value, kind in zip(values, types, strict=True)
            ]
        return self.bounds[forward]
