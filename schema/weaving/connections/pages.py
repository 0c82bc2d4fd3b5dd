"""Pages in SQL: first their rows are found, then what is selected of these is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal_column, select

from schema.declaring.columns import Identifier
from schema.plan import EdgesPart, NodesPart, PageInfoPart, PagePart, Pages, Selection, WholeResultPart
from schema.request.values import Value
from schema.weaving.connections.paged_rows import PagedRows
from schema.weaving.connections.results import Result, whole_result_field
from schema.weaving.elements.kinds import TEXT
from schema.weaving.elements.pieces import Piece, Pieces, text_literal
from schema.weaving.frames import Frame
from schema.weaving.orders import with_direction
from schema.weaving.weaver import Weaver


def pages(weaver: Weaver, planned: Pages, frame: Frame) -> ColumnElement[Any]:
    """A connection as JSON text: one aggregate over the page; only what is selected is read."""
    result = Result(weaver, planned, frame)
    whole_results = {key: part for key, part in planned.fields.items() if isinstance(part, WholeResultPart)}
    if len(whole_results) == len(planned.fields):
        return Pieces(
            weaver.json_object(
                (key, whole_result_field(weaver, part, result, frame)) for key, part in whole_results.items()
            )
        )
    numbered = any(isinstance(part, PageInfoPart) for part in planned.fields.values())
    page = _PageJson(weaver, planned, PagedRows(weaver, planned, frame, result, numbered))
    pieces = {
        key: whole_result_field(weaver, part, result, frame) if isinstance(part, WholeResultPart) else page.part(part)
        for key, part in planned.fields.items()
    }
    return page.aggregate(weaver.json_object(pieces.items()))


class _PageJson:
    """The JSON of a page. columns: for each of its rows; aggregates: over all of them."""

    def __init__(self, weaver: Weaver, planned: Pages, page: PagedRows) -> None:
        self.weaver, self.planned, self.page, self.frame = weaver, planned, page, page.frame()
        self.columns: list[Any] = []
        self.aggregates: list[ColumnElement[Any]] = []
        self.depends_on_rows = False

    def part(self, part: PagePart) -> list[Piece]:
        """The JSON of one field of the connection."""
        match part:
            case NodesPart():
                return self.as_list(self.weaver.selection(part.selection, self.frame))
            case EdgesPart():
                return self.as_list(self.edge(part.fields))
            case PageInfoPart():
                return self.info(part.fields)

    def cursor(self) -> ColumnElement[Any]:
        """The cursor of a row."""
        return self.page.cursors.text(self.page.keys())

    def edge(self, fields: Mapping[str, Selection | str]) -> list[Piece]:
        """A row with its cursor."""
        weaver = self.weaver
        written: dict[str, list[Piece]] = {}
        for key, wanted in fields.items():
            if isinstance(wanted, Selection):
                written[key] = weaver.selection(wanted, self.frame)
            elif wanted == "cursor":
                written[key] = ['"', self.cursor(), '"']
            else:
                written[key] = [f'"{self.planned.target.name}Edge"']
        return weaver.json_object(written.items())

    def as_list(self, pieces: list[Piece]) -> list[Piece]:
        """A JSON list of these pieces, written for each row of the page."""
        label = f"c{len(self.columns)}"
        written: ColumnElement[Any] = Pieces(pieces)
        if self.page.numbered:
            written = case((self.page.number() <= self.page.size, written))
        self.columns.append(written.label(label))
        self.aggregates.append(self.weaver.json.joined(literal_column(f"d.{label}", TEXT)))
        return ["[", self.aggregates[-1], "]"]

    def info(self, fields: Mapping[str, str]) -> list[Piece]:
        """The JSON of `pageInfo`."""
        if not any(column.key == "cur" for column in self.columns):
            page = self.page
            self.columns += [self.cursor().label("cur"), page.number().label("rn"), page.count().label("cnt")]
        backward = self.planned.page.backward
        self.depends_on_rows |= bool({"startCursor", "endCursor"} & set(fields.values()))
        self.depends_on_rows |= ("hasPreviousPage" if backward else "hasNextPage") in fields.values()
        written: dict[str, list[Piece]] = {}
        for key, wanted in fields.items():
            match wanted:
                case "hasNextPage":
                    written[key] = [self._has_rows(self.planned.page.before, False, on_the_way=not backward)]
                case "hasPreviousPage":
                    written[key] = [self._has_rows(self.planned.page.after, True, on_the_way=backward)]
                case "startCursor" | "endCursor":
                    written[key] = self._cursor_at(the_last=(wanted == "startCursor") == backward)
                case _:
                    written[key] = ['"PageInfo"']
        return self.weaver.json_object(written.items())

    def _has_rows(self, cursor: Value | None, forward: bool, on_the_way: bool) -> ColumnElement[Any]:
        """Whether there are further rows: beyond the cursor, or (on_the_way) in the direction of the page."""
        others = None if cursor is None else _json_boolean(self.page.cursors.others(cursor, forward, self.page.outer))
        if not on_the_way:
            return text_literal("false") if others is None else others
        count = func.coalesce(func.max(literal_column("d.cnt", Identifier)), literal_column("0"))
        more = _json_boolean(count > self.page.size)
        return more if others is None else case((more == text_literal("true"), text_literal("true")), else_=others)

    def _cursor_at(self, the_last: bool) -> list[Piece]:
        """The cursor of the last row that was found, or of the first; null for an empty page."""
        number, count = literal_column("d.rn", Identifier), literal_column("d.cnt", Identifier)
        size = self.page.size
        last = and_(number <= size, (number == size) | (number == count))
        at = last if the_last else number == literal_column("1")
        found = func.max(literal_column("d.cur", TEXT)).filter(and_(at, number <= size))
        return [case((found.is_(None), text_literal("null")), else_=Pieces(['"', found, '"']))]

    def aggregate(self, pieces: list[Piece]) -> ColumnElement[Any]:
        """The pieces; those that depend on the page's rows are aggregated over them."""
        if not self.aggregates and not self.depends_on_rows:
            return Pieces(pieces)
        in_order = self.weaver.json.keeps_order and not self.planned.page.backward
        order = [] if in_order else with_direction(self.page.keys(), self.page.descending)
        self.page.find()
        rows = self.frame.source(in_order)
        if in_order and len(self.columns) == 1:
            return self._only_listed(pieces, rows)
        decorated = select(*self.columns).select_from(rows).order_by(*order).correlate(*self.frame.outer)
        return self._decorated(pieces, decorated.subquery("d"))

    def _only_listed(self, pieces: list[Piece], rows: FromClause) -> ColumnElement[Any]:
        """The pieces of a page with a single list, whose rows already come in their order."""
        [column], [listed] = self.columns, self.aggregates
        joined = select(self.weaver.json.joined(column.element)).select_from(rows)
        return Pieces(pieces).with_instead(listed, joined.correlate(*self.frame.outer).scalar_subquery())

    def _decorated(self, pieces: list[Piece], rows: FromClause) -> ColumnElement[Any]:
        """The pieces of a page over its rows with their columns, `d`."""

        def aggregated(text: ColumnElement[Any]) -> ColumnElement[Any]:
            return select(text).select_from(rows).correlate(*self.page.outer).scalar_subquery()

        if self.depends_on_rows or len(self.aggregates) > 1:
            return aggregated(Pieces(pieces))
        # A list is long: the text around it must not be concatenated with a copy of it.
        [listed] = self.aggregates
        return Pieces(pieces).with_instead(listed, aggregated(listed))


def _json_boolean(clause: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((clause, text_literal("true")), else_=text_literal("false"))
