"""The state of one statement while it is woven: parameters, aliases, visibility."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Dialect, FromClause

from schema.declaring.declarations import graphql_name
from schema.declaring.facts import with_facts
from schema.declaring.field_kinds import Argument, Expression
from schema.declaring.scopes import Row, Within
from schema.markers import WHOLE_RESULT_MARK
from schema.modelling.model import ModelType
from schema.plan import Planned, Selection
from schema.request.values import Value
from schema.weaving.correlation import correlated_outward
from schema.weaving.dialects import JsonDialect, json_dialect
from schema.weaving.elements.pieces import Piece, Pieces
from schema.weaving.frames import Frame
from schema.weaving.parameters import Parameters
from schema.weaving.visibility import Visibility

Weave = Callable[["Weaver", Planned, Frame], list[Piece]]


class Weaver:
    """The state of one statement while it is woven, shared by all of its parts.

    weave: writes one planned field with all that is nested in it; visibility: what the reader sees;
    languages: how many the reader accepts; revision: SQL for the number that grows with every write; parseable: whether
    the answer has to be JSON even if something is missing in it, so that ordinary execution can read it and report what
    is missing; writes_parseable: whether the answer is such JSON, as far as the statement is written.
    """

    def __init__(
        self,
        weave: Weave,
        dialect: Dialect,
        visibility: Visibility,
        languages: int,
        revision: str = "",
        parseable: bool = False,
    ) -> None:
        self.weave, self.dialect, self.parseable, self.writes_parseable = weave, dialect, parseable, True
        self.json: JsonDialect = json_dialect(dialect)
        self.visibility, self.languages, self.revision = visibility, languages, revision
        self.parameters = Parameters(self.json)
        self.whole_results: list[ColumnElement[Any]] = []
        self.aliases = 0

    def expression_for_reader(
        self, expression: Expression, row: Row, facts: Mapping[str, ColumnElement[Any]]
    ) -> ColumnElement[Any]:
        """An expression over a row as the reader sees it: with the facts that hold there, without withheld cells."""
        found: ColumnElement[Any] = (
            self.for_reader(expression(row), facts)
            if callable(expression)
            else self.visibility.cells(row[expression.key])
        )
        return found

    def field_value(
        self, expression: Expression, row: Row, facts: Mapping[str, ColumnElement[Any]]
    ) -> ColumnElement[Any]:
        """The value of a field on rows where it is visible: there a withheld column is read unchanged."""
        found: ColumnElement[Any] = (
            self.expression_for_reader(expression, row, facts) if callable(expression) else row[expression.key]
        )
        return found

    def for_reader(self, clause: Any, facts: Mapping[str, ColumnElement[Any]]) -> Any:
        """A clause with the facts that arguments above it have set, and withheld cells as the reader sees them."""
        clause = correlated_outward(clause)
        return self.visibility.cells(with_facts(clause, facts) if facts else clause)

    def json_object(self, items: Iterable[tuple[str, list[Piece]]]) -> list[Piece]:
        """A JSON object of these values, each by its key."""
        pieces: list[Piece] = []
        for key, value in items:
            pieces += ["," if pieces else "{", json.dumps(key), ":", *value]
        return [*pieces, "}"] if pieces else ["{}"]

    def field(self, planned: Planned, frame: Frame) -> list[Piece]:
        """The JSON of one field of an object."""
        return self.weave(self, planned, frame)

    def selection(self, selection: Selection, frame: Frame) -> list[Piece]:
        """The JSON of an object: what is selected of the frame's row."""
        return self.json_object((key, self.field(planned, frame)) for key, planned in selection.fields.items())

    def set_aside(self, pieces: list[Piece]) -> list[Piece]:
        """Move a text about a whole result to the end of the answer, where it can be cached; a mark takes its place."""
        if not self.revision:
            return pieces
        self.whole_results.append(Pieces(pieces))
        return [WHOLE_RESULT_MARK]

    def assumes_presence(self) -> bool:
        """Whether a null that occurs only with a missing row may be ignored: unless the answer must be parseable."""
        self.writes_parseable = self.parseable
        return not self.parseable

    def alias(self, target: ModelType) -> Any:
        """The table of a type under a new alias."""
        self.aliases += 1
        return _alias(target.table, self.aliases)

    def scope(
        self, target: ModelType, row: FromClause, facts: Mapping[str, ColumnElement[Any]]
    ) -> list[ColumnElement[bool]]:
        """The clauses for rows of a type that the reader may see."""
        return self.visibility.rows(target.declaration.scope, row.c, facts)

    def scope_below(
        self,
        target: ModelType,
        row: FromClause,
        facts: Mapping[str, ColumnElement[Any]],
        frame: Frame,
        on: ColumnElement[bool] | None,
    ) -> list[ColumnElement[bool]]:
        """The clauses of the scope for rows that `on` lists below the frame's row.

        If their scope is that of the frame's row (`Within`), the clauses are for that row instead.
        """
        scope = target.declaration.scope
        if not isinstance(scope, Within) or not frame.is_row_of(scope.table):
            return self.scope(target, row, facts)
        if not scope.joins(row.c, frame.columns, on):
            return self.scope(target, row, facts)
        return self.visibility.rows(scope.scope, frame.columns, facts)

    def bind_arguments(
        self, declared: Mapping[str, Argument], arguments: Mapping[str, Value], facts: Mapping[str, ColumnElement[Any]]
    ) -> tuple[dict[str, ColumnElement[Any]], dict[str, Any]]:
        """Declared arguments as bound values, and the facts below the field with those that they set."""
        below: dict[str, ColumnElement[Any]] = dict(facts)
        values: dict[str, Any] = {}
        for name, argument in declared.items():
            value = arguments.get(graphql_name(name))
            if value is not None and value.sample is not None and argument.convert is not None:
                value = value.converted(partial(_converted, argument.convert, self.json.name))
            bound = (
                self.parameters.bind_like(value) if value is not None and value.sample is not None else argument.default
            )
            if bound is not None and argument.sets is not None:
                below[argument.sets] = bound
            values[name] = bound
        return below, values


@lru_cache(2_000)
def _alias(table: FromClause, number: int) -> Any:
    """An alias, made once for all statements, since naming its columns is slow."""
    return table.alias(f"t{number}")


def _converted(convert: Callable[[Any, str], Any], dialect: str, value: Any) -> Any:
    return convert(value, dialect)
