"""A plan becomes one SQLAlchemy statement whose result is JSON text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Dialect, and_, bindparam, case, literal_column, select

from schema.declaring.columns import Identifier
from schema.markers import NO_REVISION, WHOLE_RESULT_MARK
from schema.plan import Computed, Constant, Leaf, Lookup, Nested, OperationPlan, Pages, Planned, Selection
from schema.request.values import Value
from schema.weaving import objects, values
from schema.weaving.connections.pages import pages
from schema.weaving.elements.pieces import Piece, Pieces, text_literal
from schema.weaving.elements.whole_results import WholeResultsSubquery
from schema.weaving.frames import Frame
from schema.weaving.statements import KNOWN_REVISION, Statement, statement_of
from schema.weaving.visibility import Visibility
from schema.weaving.weaver import Weaver


def operation_statement(
    plan: OperationPlan, dialect: Dialect, visibility: Visibility, languages: int, revision: str, parseable: bool
) -> Statement:
    """The statement that answers a query operation: `{"data": {"key": ...}}`. See `Weaver`."""
    weaver = Weaver(_weave_visible_field, dialect, visibility, languages, revision, parseable)
    frame = Frame(None, (), {})
    pieces = weaver.json_object((key, weaver.field(planned, frame)) for key, planned in plan.fields.items())
    answer: list[Piece] = ['{"data":', *pieces, "}"]
    if not weaver.whole_results:
        return _statement(weaver, frame, answer)
    whole_results = _whole_results(weaver)
    return _statement(weaver, frame, [*answer, _unless_known(weaver, whole_results)], whole_results)


def object_statement(
    selection: Selection, dialect: Dialect, visibility: Visibility, languages: int, parseable: bool
) -> Statement:
    """The statement that reads one object by its primary key, the fact `key` of the reading."""
    weaver = Weaver(_weave_visible_field, dialect, visibility, languages, parseable=parseable)
    key = Value(None, lambda reading: reading.facts["key"])
    nowhere = Frame(None, (), {})
    found = objects.by_key(weaver, selection, weaver.parameters.bind(key, Identifier), nowhere, "null")
    return _statement(weaver, nowhere, [found])


def _weave_visible_field(weaver: Weaver, planned: Planned, frame: Frame) -> list[Piece]:
    """The SQL for one field; null or an empty list on rows where `visible_when` hides it from the reader."""
    if not isinstance(planned, Leaf | Computed | Nested):
        return _weave_field(weaver, planned, frame)
    shown = weaver.visibility.shown(planned.field.declared, frame.columns)
    if not shown:
        return _weave_field(weaver, planned, frame)
    hidden = text_literal("null" if planned.field.shape.nullable else "[]")
    return [case((and_(*shown), Pieces(_weave_field(weaver, planned, frame.for_part()))), else_=hidden)]


def _weave_field(weaver: Weaver, planned: Planned, frame: Frame) -> list[Piece]:
    match planned:
        case Constant():
            return [planned.json]
        case Leaf():
            return values.leaf(weaver, planned, frame)
        case Computed():
            return values.needs(weaver, planned.declared, frame)
        case Lookup():
            return [objects.lookup(weaver, planned, frame)]
        case Pages():
            return [pages(weaver, planned, frame)]
        case Nested():
            return objects.nested(weaver, planned, frame)


def _whole_results(weaver: Weaver) -> WholeResultsSubquery:
    """The texts about whole results, after their revision."""
    pieces = [
        WHOLE_RESULT_MARK,
        _revision(weaver),
        *(piece for text in weaver.whole_results for piece in (WHOLE_RESULT_MARK, text)),
    ]
    return WholeResultsSubquery(len(weaver.whole_results), select(Pieces(pieces)), weaver.dialect)


def _unless_known(weaver: Weaver, whole_results: WholeResultsSubquery) -> ColumnElement[str]:
    """The texts about whole results for the end of an answer; empty if they are cached for this revision."""
    weaver.parameters.readers[KNOWN_REVISION] = lambda _: NO_REVISION
    known = _revision(weaver) == bindparam(KNOWN_REVISION, type_=Identifier)
    return case((known, text_literal("")), else_=whole_results)


def _revision(weaver: Weaver) -> ColumnElement[int]:
    return literal_column(f"({weaver.revision})", Identifier)


def _statement(
    weaver: Weaver, frame: Frame, pieces: list[Piece], whole_results: WholeResultsSubquery | None = None
) -> Statement:
    answer: Any = select(weaver.json.bytes(Pieces(pieces)).label("answer"))
    if frame.joins:
        answer = answer.select_from(frame.source())
    return statement_of(answer, weaver.dialect, weaver.parameters.readers, whole_results, weaver.writes_parseable)
