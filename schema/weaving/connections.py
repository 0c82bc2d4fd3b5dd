"""Connections in SQL: a page first, decorated after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from schema.asking.pages import SEPARATOR, cursor_keys
from schema.asking.values import Value
from schema.declaring.columns import Identifier
from schema.plan import EdgesPart, NodesPart, PageInfoPart, PagePart, Pages, Selection, WholePart
from schema.weaving.dialects import key_text
from schema.weaving.frames import Frame
from schema.weaving.gathering import Rows, one_after_the_other, page_of
from schema.weaving.kinds import TEXT
from schema.weaving.orders import directed, order_of
from schema.weaving.pieces import Piece, Pieces, text_literal
from schema.weaving.pruning import Pruned
from schema.weaving.ranks import Part, parts_of
from schema.weaving.results import Result, whole
from schema.weaving.weaver import Weaver


def pages(weaver: Weaver, planned: Pages, frame: Frame) -> ColumnElement[Any]:
    """A connection as JSON text: one aggregate over the page, nothing read that is not selected."""
    result = Result(weaver, planned, frame)
    said = {key: part for key, part in planned.fields.items() if isinstance(part, WholePart)}
    if len(said) == len(planned.fields):
        return Pieces(weaver.json_object((key, whole(weaver, part, result, frame)) for key, part in said.items()))
    page = _Page(weaver, planned, frame, result)
    pieces = {
        key: whole(weaver, part, result, frame) if isinstance(part, WholePart) else page.part(part)
        for key, part in planned.fields.items()
    }
    return page.aggregate(weaver.json_object(pieces.items()))


class _Page:
    """The rows of one page, numbered when the page information asks for it, then decorated."""

    def __init__(self, weaver: Weaver, planned: Pages, frame: Frame, result: Result) -> None:
        self.weaver, self.planned, self.frame, self.result = weaver, planned, frame, result
        self.numbered = any(isinstance(part, PageInfoPart) for part in planned.fields.values())
        self.size = weaver.size(planned.page.size)
        found = result.filtered(paged=True)
        self.source, self.row, self.given, self.keyed = found.source, found.row, found.listed.given, found.keyed
        keys, self.descending = order_of(weaver, self.source, self.row, planned.order, self.given)
        self.tag = f"{planned.target.name} {planned.order_name} {'desc' if self.descending else 'asc'}"
        self.parts = parts_of(self.source, keys)
        self.keys = self.parts[0].keys
        self.bounds: dict[bool, list[ColumnElement[Any]]] = {}
        self.page = Pruned.of(planned.target.table, f"p{weaver.aliases}")
        self.decorated = Frame(self.page, frame.inside(), self.given, table=planned.target.table, one_of=self.source)
        self.columns: list[Any] = []
        self.over_rows: list[ColumnElement[Any]] = []
        self.tells_of_rows = False
        self.brings_keys = self.numbered

    def _placed(self) -> list[ColumnElement[Any]]:
        """The keys of the order, as the page's rows then bring them."""
        self.brings_keys = True
        return [literal_column(f"{self.page.name}._k{place}", key.type) for place, key in enumerate(self.keys)]

    def _number(self, name: str) -> ColumnElement[int]:
        """The number of a row in its page, `_rn`, or how many rows were found, `_cnt`."""
        return literal_column(f"{self.page.name}.{name}", Identifier)

    def _rows(self) -> Rows:
        """What the page's rows bring: the columns that are read, and as far as they are, the keys and the numbers."""
        planned = self.planned
        limit: Any = self.size + literal_column("1") if self.numbered else self.size
        towards = self.descending != planned.page.backward
        rows = self._ranked(limit, towards)
        if not self.numbered:
            return rows
        order = directed([literal_column(f"_k{place}") for place in range(len(self.keys))], towards)
        numbers = func.row_number().over(order_by=order).label("_rn"), func.count().over().label("_cnt")
        return select(literal_column("*"), *numbers).select_from(rows.subquery(f"n{self.page.name}"))

    def _ranked(self, size: Any, descending: bool) -> Rows:
        """The first rows beyond the cursors, rank after rank."""
        if len(self.parts) == 1:
            return self._found(self.parts[0], size, descending)
        ranks = [self._found(part, size, descending) for part in (reversed(self.parts) if descending else self.parts)]
        return one_after_the_other(ranks, f"r{{}}{self.page.name}").limit(size)

    def _found(self, part: Part, size: Any, descending: bool) -> Rows:
        """The first rows of a part beyond the cursors."""
        # Ordered by label where there is one: a key that is a subquery is then computed once for a row, not twice.
        labelled = [key.label(f"_k{place}") for place, key in enumerate(part.keys)] if self.brings_keys else []
        made = [value.label(name) for name, value in self.page.made.items()]
        read = [self.row.c[name] for name in self.page.names]
        brought = [*read, *made, *labelled] or [literal_column("1").label("one")]

        def page(wheres: Sequence[ColumnElement[bool]], size: ColumnElement[int]) -> Select[Any]:
            return (
                select(*brought)
                .select_from(part.rows)
                .where(*wheres)
                .order_by(*part.order(labelled, descending))
                .limit(size)
                .correlate(*self.frame.inside())
            )

        keyed = self.keyed if part.rank is None else []
        return page_of([*part.wheres, *self._between(part)], keyed, size, page, self.page.name)

    def _between(self, part: Part) -> list[ColumnElement[bool]]:
        clauses = []
        for cursor, forward in ((self.planned.page.after, True), (self.planned.page.before, False)):
            if cursor is not None:
                clauses += self._beyond(part, cursor, forward, False)
        return clauses

    def _beyond(self, part: Part, cursor: Value, forward: bool, turned: bool) -> list[ColumnElement[bool]]:
        """Rows after the cursor (forward) or before it; turned: the others, the cursor's own included."""
        bound = self._bound(cursor, forward)
        ours, theirs = tuple_(*part.keys), tuple_(*bound)
        if forward != self.descending:
            clauses = [ours <= theirs if turned else ours > theirs]
        else:
            clauses = [ours >= theirs if turned else ours < theirs]
        if part.rank is not None:
            # Said first and of the rank alone: one that lies all on the other side ends before its first row.
            upwards = (forward != self.descending) != turned
            clauses.insert(0, part.rank >= bound[0] if upwards else part.rank <= bound[0])
        return clauses

    def _bound(self, cursor: Value, forward: bool) -> list[ColumnElement[Any]]:
        """The keys in a cursor."""
        if forward not in self.bounds:
            types = [key.type for key in self.keys]
            values = cursor_keys(cursor, self.tag, types, self.planned.node, self.planned.path)
            self.bounds[forward] = [self.weaver.bind(value, kind) for value, kind in zip(values, types, strict=True)]
        return self.bounds[forward]

    def cursor(self) -> ColumnElement[Any]:
        """The cursor of a row: the order that it belongs to, and the row's keys in it."""
        json = self.weaver.json
        pieces: list[Piece] = [self.tag]
        for column in self._placed():
            pieces += [SEPARATOR, key_text(json, column)]
        return json.cursor(Pieces(pieces))

    def part(self, part: PagePart) -> list[Piece]:
        """What is told of the page."""
        match part:
            case NodesPart():
                return self.as_list(self.weaver.selection(part.selection, self.decorated))
            case EdgesPart():
                return self.as_list(self.edge(part.fields))
            case PageInfoPart():
                return self.info(part.fields)

    def edge(self, fields: Mapping[str, Selection | str]) -> list[Piece]:
        """A row with its cursor."""
        weaver = self.weaver
        written: dict[str, list[Piece]] = {}
        for key, wanted in fields.items():
            if isinstance(wanted, Selection):
                written[key] = weaver.selection(wanted, self.decorated)
            elif wanted == "cursor":
                written[key] = ['"', self.cursor(), '"']
            else:
                written[key] = [f'"{self.planned.target.name}Edge"']
        return weaver.json_object(written.items())

    def as_list(self, pieces: list[Piece]) -> list[Piece]:
        """What is written of each row of the page, as a list."""
        label = f"c{len(self.columns)}"
        written: ColumnElement[Any] = Pieces(pieces)
        if self.numbered:
            written = case((self._number("_rn") <= self.size, written))
        self.columns.append(written.label(label))
        self.over_rows.append(self.weaver.json.joined(literal_column(f"d.{label}", TEXT)))
        return ["[", self.over_rows[-1], "]"]

    def info(self, fields: Mapping[str, str]) -> list[Piece]:
        """Where the page lies in the list."""
        rn, cnt = literal_column("d.rn", Identifier), literal_column("d.cnt", Identifier)
        if not any(column.key == "cur" for column in self.columns):
            self.columns += [
                self.cursor().label("cur"),
                self._number("_rn").label("rn"),
                self._number("_cnt").label("cnt"),
            ]
        backward, page = self.planned.page.backward, self.planned.page
        last = and_(rn <= self.size, (rn == self.size) | (rn == cnt))
        more = _truth(func.coalesce(func.max(cnt), literal_column("0")) > self.size)
        self.tells_of_rows |= bool({"startCursor", "endCursor"} & set(fields.values()))
        self.tells_of_rows |= ("hasPreviousPage" if backward else "hasNextPage") in fields.values()
        written: dict[str, list[Piece]] = {}
        for key, wanted in fields.items():
            match wanted:
                case "hasNextPage":
                    written[key] = [self._others(page.before, False) if backward else more]
                    if not backward and page.before is not None:
                        written[key] = [_either(more, self._others(page.before, False))]
                case "hasPreviousPage":
                    written[key] = [more if backward else self._others(page.after, True)]
                    if backward and page.after is not None:
                        written[key] = [_either(more, self._others(page.after, True))]
                case "startCursor" | "endCursor":
                    at = last if (wanted == "startCursor") == backward else rn == literal_column("1")
                    found = func.max(literal_column("d.cur", TEXT)).filter(and_(at, rn <= self.size))
                    written[key] = [case((found.is_(None), text_literal("null")), else_=Pieces(['"', found, '"']))]
                case _:
                    written[key] = ['"PageInfo"']
        return self.weaver.json_object(written.items())

    def _others(self, cursor: Value | None, forward: bool) -> ColumnElement[Any]:
        """Whether rows lie on the cursor's other side."""
        if cursor is None:
            return text_literal("false")
        others = []
        for part in self.parts:
            rows: Select[Any] = select(literal_column("1")).select_from(part.rows)
            beyond = rows.where(*part.wheres, *self._beyond(part, cursor, forward, True))
            if part.by:
                # From the list's other end they come first. With an offset PostgreSQL keeps to this order.
                beyond = beyond.order_by(*part.order((), self.descending == forward)).offset(literal_column("0"))
            others.append(exists(beyond.correlate(*self.frame.inside())))
        return _truth(or_(*others))

    def aggregate(self, pieces: list[Piece]) -> ColumnElement[Any]:
        """The pieces, those over the page's rows that need these."""
        if not self.over_rows and not self.tells_of_rows:
            return Pieces(pieces)
        in_order = self.weaver.json.keeps_order and not self.planned.page.backward
        if in_order and len(self.columns) == 1:
            return self._only_listed(pieces)
        inner = select(*self.columns).select_from(self.decorated.source(in_order)).correlate(*self.decorated.outer)
        if not in_order:
            inner = inner.order_by(*directed(self._placed(), self.descending))
        self.page.rows = self._rows()
        decorated = inner.subquery("d")

        def over_rows(told: ColumnElement[Any]) -> ColumnElement[Any]:
            return select(told).select_from(decorated).correlate(*self.frame.inside()).scalar_subquery()

        if self.tells_of_rows or len(self.over_rows) > 1:
            return over_rows(Pieces(pieces))
        # A list alone is long: what stands around it is not put around a copy of it.
        return Pieces(over_rows(piece) if piece is self.over_rows[0] else piece for piece in Pieces(pieces).pieces)

    def _only_listed(self, pieces: list[Piece]) -> ColumnElement[Any]:
        """The pieces, with the one list among them as it comes from rows in their order."""
        [column], [listed] = self.columns, self.over_rows
        self.page.rows = self._rows()
        joined = select(self.weaver.json.joined(column.element)).select_from(self.decorated.source(in_order=True))
        found = joined.correlate(*self.decorated.outer).scalar_subquery()
        return Pieces(found if piece is listed else piece for piece in Pieces(pieces).pieces)


def _truth(clause: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((clause, text_literal("true")), else_=text_literal("false"))


def _either(left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((left == text_literal("true"), text_literal("true")), else_=right)
