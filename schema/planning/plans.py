"""Makes and stores plans: for queries, for the payloads of mutations, for the objects of subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
)
from sqlalchemy import Dialect

from schema.assemble import Assembled
from schema.cache import Cache, Validity
from schema.documents import Document, Operation, PlanKey
from schema.limits import Limits
from schema.plan import OperationPlan, Path, Selection
from schema.planning import cost
from schema.planning.payloads import Payload, payload_of
from schema.planning.planner import Planner, selection_sets
from schema.request.reading import Reading, with_more_facts
from schema.sql import object_statement, operation_statement
from schema.weaving.statements import Statement
from schema.weaving.visibility import Visibility

KEPT_PLANS = 64
BYTES_PER_CHARACTER = 7
"""What a plan takes for each character of its statement: the statement itself, and the readers of its parameters."""
K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class PlannedQuery:
    """A plan with its statement and its cost.

    weave_parseable: makes the statement again, parseable (see `Statement`); validity: of the answer;
    introspects: whether introspection is all that is left to ordinary execution; computes: whether resolvers are
    called.
    """

    plan: OperationPlan
    weave_parseable: Callable[[], Statement]
    statement: Statement | None
    rows: cost.RowCount
    validity: Validity
    introspects: bool
    computes: bool
    second_statement: Statement | None = None

    def parseable_statement(self) -> Statement | None:
        """The statement for an answer that ordinary execution has to complete; made once."""
        if self.statement is None or self.statement.parseable:
            return self.statement
        if self.second_statement is None:
            self.second_statement = self.weave_parseable()
        return self.second_statement


@dataclass(slots=True)
class AnswerForecast:
    """What is known of a mutation or of a subscription before it runs. rows: what its answer may cost.

    computes: whether resolvers are called; payload: set if SQL alone can read it; selections: of the objects that it
    answers, by path; statements: those that ordinary execution reads these by, as far as they are woven;
    with_arguments: the statements that depend on more than an object's key.
    """

    rows: cost.RowCount
    computes: bool
    payload: Payload | None
    selections: Mapping[Path, Selection]
    statements: dict[Path, Statement]
    with_arguments: tuple[Statement, ...]

    def check_arguments(self, reading: Reading) -> None:
        """Try the parameters of the statements, before anything is written. Raises BadRequest for invalid ones."""
        if self.with_arguments:
            any_row = with_more_facts(reading, key=0)
            for statement in self.with_arguments:
                statement.parameters(any_row)


class Plans:
    """Makes the plans of one schema for one dialect; each is stored with its operation."""

    def __init__(
        self, assembled: Assembled, dialect: Dialect, limits: Limits, documents: Cache[str, Document], revision: str
    ) -> None:
        self.schema, self.model = assembled.schema, assembled.model
        self.graphql: GraphQLSchema = assembled.graphql
        self.dialect, self.limits, self.documents, self.revision = dialect, limits, documents, revision
        self.made_for = dialect.name, revision

    def key(self, operation: Operation, reading: Reading) -> PlanKey:
        """The key that a plan is stored under."""
        coerced = reading.variables.coerced
        shape = operation.variables.shape(coerced) if coerced else ()
        return self.made_for, reading.role, len(reading.languages), shape

    def keep(self, document: Document, operation: Operation, key: PlanKey, made: PlannedQuery) -> None:
        """Store the plan of a query under its key."""
        if made.statement is not None:
            self._grow(document.text, made.statement)
        _keep(operation.plans, key, made)

    def make(self, document: Document, operation: Operation, reading: Reading) -> PlannedQuery:
        """The plan of a query; it is not stored, so any thread may make it. Raises BadRequest."""
        planner = self._planner(document, reading)
        plan = planner.operation(operation.node.selection_set)
        rows = cost.of_query(plan, reading)
        self.rows_within_budget(rows, reading)
        # `weave` lives as long as the plan: it must hold neither the reading nor the document.
        visibility, languages, text = self._visibility(reading), len(reading.languages), document.text

        def weave(parseable: bool) -> Statement:
            return operation_statement(plan, self.dialect, visibility, languages, self.revision, parseable)

        def weave_parseable() -> Statement:
            woven = weave(parseable=True)
            self._grow(text, woven)
            return woven

        statement = weave(parseable=not plan.sql_alone) if plan.fields else None
        introspects = plan.schemas > 0 and not planner.computed
        validity = _validity(plan, statement, introspects)
        return PlannedQuery(plan, weave_parseable, statement, rows, validity, introspects, planner.computed)

    def rows_within_budget(self, rows: cost.RowCount, reading: Reading) -> int:
        """The number of rows for one reading. Raises BadRequest COST if it exceeds the budget of the reader's role."""
        number = rows if isinstance(rows, int) else rows(reading)
        cost.require_within(number, self.limits.budget(reading.role), reading.role)
        return number

    def forecast(self, document: Document, operation: Operation, reading: Reading) -> tuple[AnswerForecast, int]:
        """What is known of a mutation or of a subscription before it runs, made once; and the rows that its answer may
        cost. Raises BadRequest, COST for instance if they exceed the budget of the role that this reading has.
        """
        key = self.key(operation, reading)
        found = operation.forecasts.get(key)
        if found is None:
            found = self._forecast(document, operation, reading)
            _keep(operation.forecasts, key, found)
        rows = self.rows_within_budget(found.rows, reading)
        found.check_arguments(reading)
        return found, rows

    def _forecast(self, document: Document, operation: Operation, reading: Reading) -> AnswerForecast:
        planner = self._planner(document, reading)
        root = self.graphql.get_root_type(operation.node.operation)
        assert root is not None
        selections = dict(self._answered_selections(planner, root, [operation.node.selection_set], ()))
        rows = cost.total(
            cost.total((1, cost.of_fields(selection.fields.values(), reading))) for selection in selections.values()
        )
        self.rows_within_budget(rows, reading)

        def weave(path: Path, parseable: bool = False) -> Statement:
            return self._weave_object(document, reading, selections[path], parseable)

        payload = None
        if operation.kind == "mutation":
            roots = planner.collect(root.name, [operation.node.selection_set])
            _check_root_arguments(planner, root, roots)
            payload = payload_of(self.schema, planner, roots, weave)
        statements = {} if payload else {path: weave(path, parseable=True) for path in selections}
        woven = [row.statement for _, row in payload.rows] if payload else statements.values()
        with_arguments = tuple(one for one in woven if one.takes_arguments)
        return AnswerForecast(rows, planner.computed, payload, selections, statements, with_arguments)

    def object_statement(self, forecast: AnswerForecast, document: Document, reading: Reading, path: Path) -> Statement:
        """The statement by which ordinary execution reads the object at a path of the answer; made once."""
        found = forecast.statements.get(path)
        if found is None:
            found = self._weave_object(document, reading, forecast.selections[path], parseable=True)
            forecast.statements[path] = found
        return found

    def _planner(self, document: Document, reading: Reading) -> Planner:
        most = self.limits.page_size
        return Planner(self.graphql, self.model, document.fragments, reading.role, reading.variables, most)

    def _visibility(self, reading: Reading) -> Visibility:
        return Visibility(reading.role, self.model.withheld)

    def _weave_object(self, document: Document, reading: Reading, selection: Selection, parseable: bool) -> Statement:
        """The statement for one object by primary key."""
        found = object_statement(selection, self.dialect, self._visibility(reading), len(reading.languages), parseable)
        self._grow(document.text, found)
        return found

    def _grow(self, text: str, woven: Statement) -> None:
        """Add a statement to the weight of the document with this text, which holds it."""
        self.documents.grow(text, BYTES_PER_CHARACTER * len(woven.sql))

    def _answered_selections(
        self, planner: Planner, owner: GraphQLObjectType, sets: Sequence[SelectionSetNode], path: Path
    ) -> Iterator[tuple[Path, Selection]]:
        """The selections of the objects that an operation answers, each with its path."""
        for key, nodes in planner.collect(owner.name, sets).items():
            field = owner.fields.get(nodes[0].name.value)
            answered = get_named_type(field.type) if field else None
            if not isinstance(answered, GraphQLObjectType):
                continue
            target = self.model.types.get(answered.name)
            if target is None:
                yield from self._answered_selections(planner, answered, selection_sets(nodes), (*path, key))
            else:
                yield (*path, key), planner.selection(target, nodes, (*path, key))


def _check_root_arguments(planner: Planner, root: GraphQLObjectType, fields: Mapping[str, Sequence[FieldNode]]) -> None:
    """Raises GraphQLError INVALID_VARIABLE if an argument of a root field is null but may not be."""
    for key, nodes in fields.items():
        if nodes[0].name.value in root.fields:
            planner.arguments(root.name, nodes[0], (key,))


def _validity(plan: OperationPlan, statement: Statement | None, introspects: bool) -> Validity:
    """How long a query's answer is valid."""
    if not plan.sql_alone and not introspects:
        return Validity.NONE
    return statement.validity if statement else Validity.UNTIL_WRITTEN


def _keep(kept: dict[K, V], key: K, made: V) -> None:
    """Store a plan; of too many, the oldest is dropped."""
    while len(kept) >= KEPT_PLANS:
        kept.pop(next(iter(kept)))
    kept[key] = made
