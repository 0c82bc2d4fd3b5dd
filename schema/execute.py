"""Answers operations: planned ones as text straight from the database, the rest through ordinary execution."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any, Protocol

import orjson
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute,
    get_named_type,
    subscribe,
)
from sqlalchemy import Dialect

from schema import cost
from schema.assemble import Assembled
from schema.dialects import MISSING
from schema.documents import Document, Documents
from schema.errors import GraphQLErrors, masked
from schema.limits import Limits
from schema.observer import Observer
from schema.plan import OperationPlan
from schema.planner import Planner
from schema.reading import BadRequest, Reading, signature
from schema.sql import Weaver
from schema.statements import Statement
from schema.values import Context
from schema.writes import Mutation

KEPT_PLANS = 64
MISSING_BYTES = MISSING.encode()
MANY_ROWS = 1_000
"""From so many rows on, a statement is not tried in the event loop's own time."""


class Store(Protocol):
    """Where statements are run. revision: a number that grows with every write, read anew each time."""

    @property
    def dialect(self) -> Dialect: ...

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes: ...

    async def revision(self) -> int: ...


@dataclass(slots=True)
class Planning:
    """A plan with its statement and what it costs.

    lasting: whether the answer holds until the next write; introspects: whether only the schema itself is left to tell.
    """

    plan: OperationPlan
    statement: Statement | None
    rows: cost.Rows
    lasting: bool
    introspects: bool


@dataclass(slots=True)
class Answer:
    """An answer as it goes to the wire.

    executed: false where the request was refused before execution; lasting: the same until the next write, or the next
    day, for whoever reads with the same rights and languages.
    """

    body: bytes
    executed: bool = True
    method_not_allowed: bool = False
    lasting: bool = False


Mutate = Callable[[Mutation, Any, Reading], Awaitable[Mapping[str, Any]]]


class Engine:
    """The schema at work over one store."""

    def __init__(
        self, assembled: Assembled, store: Store, mutate: Mutate, services: Any = None, limits: Limits | None = None
    ) -> None:
        self.assembled, self.store, self.mutate, self.services = assembled, store, mutate, services
        self.limits = limits or Limits()
        self.graphql = assembled.schema._schema
        self.documents = Documents(self.graphql, self.limits)
        self.observer = Observer()
        self.replica: Store | None = None
        """Where the public reads from, if not from the store: it may be behind by a moment."""
        self.always_execute = False
        """Complete every answer by ordinary execution: to hold the two deliveries against each other."""

    async def answer(
        self,
        query: str,
        operation_name: str | None,
        variables: Mapping[str, Any] | None,
        reading: Reading,
        only_queries: bool = False,
        show_cost: bool = False,
    ) -> Answer:
        """Answer one operation. Errors of the request and of fields are in the answer, never raised."""
        started, operation = perf_counter(), None
        try:
            document = self.documents.get(query) or await self.documents.read(query)
            operation = self.begun(document, operation_name, variables, reading)
            if only_queries and operation.operation is not OperationType.QUERY:
                return Answer(b"", executed=False, method_not_allowed=True)
            return await self.carried_out(document, operation, variables, reading, show_cost)
        except GraphQLErrors as refused:
            return self.refused(refused.errors)
        except GraphQLError as error:
            return self.refused([error])
        finally:
            if operation is not None:
                name = operation.name.value if operation.name else None
                self.observer.answered(operation.operation.value, name, perf_counter() - started)

    def store_for(self, reading: Reading) -> Store:
        """Where a reading is answered from: who may write reads from the store itself, and so never misses a write."""
        return self.replica if self.replica is not None and reading.public else self.store

    def refused(self, errors: Sequence[GraphQLError]) -> Answer:
        """The answer to what is refused before execution."""
        for error in errors:
            self.observer.refused(str((error.extensions or {}).get("code")))
        return Answer(orjson.dumps({"errors": [error.formatted for error in errors]}), executed=False)

    async def stream(
        self,
        query: str,
        operation_name: str | None,
        variables: Mapping[str, Any] | None,
        reading: Reading,
        show_cost: bool = False,
    ) -> AsyncIterator[bytes]:
        """The answers of an operation of any kind, as they come; a query and a mutation have one.

        Raises GraphQLErrors, GraphQLError where it is refused before the first.
        """
        document = self.documents.get(query) or await self.documents.read(query)
        operation = self.begun(document, operation_name, variables, reading)
        if operation.operation is not OperationType.SUBSCRIPTION:
            return _one(await self.carried_out(document, operation, variables, reading, show_cost))
        self.foreseen(document, operation, reading)
        streaming = subscribe(
            self.graphql,
            document.node,
            context_value=self.context(reading, document),
            variable_values=dict(variables or {}),
            operation_name=operation.name.value if operation.name else None,
            hide_suggestions=not self.limits.suggestions,
        )
        found: Any = await streaming if isinstance(streaming, Awaitable) else streaming
        if isinstance(found, ExecutionResult):
            raise GraphQLErrors([masked(error) for error in found.errors or ()])
        return _bodies(found)

    def begun(
        self, document: Document, name: str | None, variables: Mapping[str, Any] | None, reading: Reading
    ) -> OperationDefinitionNode:
        """The operation, with its variables in the reading. Raises GraphQLErrors, BadRequest."""
        operation = document.operation(name)
        reading.largest_page = self.limits.page_size
        if operation.variable_definitions:
            reading.variables = document.coerced(operation, variables or {})
        return operation

    async def carried_out(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None,
        reading: Reading,
        show_cost: bool,
    ) -> Answer:
        """The answer of a query or of a mutation. Raises GraphQLError where it is refused before execution."""
        if operation.operation is OperationType.QUERY:
            return await self.query(document, operation, variables, reading, show_cost)
        if operation.operation is OperationType.SUBSCRIPTION:
            raise BadRequest("SUBSCRIPTION", "Subscribe over a web socket, with the protocol graphql-transport-ws.")
        told = self.told(self.foreseen(document, operation, reading), reading)
        return await self.execute(document, operation, variables, reading, {}, told if show_cost else None)

    async def query(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None,
        reading: Reading,
        show_cost: bool,
    ) -> Answer:
        planning = self.planning(document, operation, reading)
        rows = planning.rows if isinstance(planning.rows, int) else planning.rows(reading)
        cost.hold(rows, self.limits.budget(reading.role), reading.role)
        body = b"{}"
        if planning.statement is not None:
            body = await self.store_for(reading).fetch(
                planning.statement.sql, planning.statement.parameters(reading), rows > MANY_ROWS
            )
        if planning.plan.whole and not self.always_execute and MISSING_BYTES not in body:
            if show_cost:
                shown = orjson.dumps(self.told(rows, reading))
                return Answer(b'{"data":' + body + b',"extensions":' + shown + b"}", lasting=planning.lasting)
            return Answer(b'{"data":' + body + b"}", lasting=planning.lasting)
        told = self.told(rows, reading) if show_cost else None
        answer = await self.execute(
            document, operation, variables, reading, orjson.loads(body), told, aside=planning.introspects
        )
        answer.lasting = planning.introspects and planning.lasting
        return answer

    def told(self, rows: int, reading: Reading) -> dict[str, Any]:
        """The cost as `extensions` shows it."""
        return {"cost": {"rows": rows, "budget": self.limits.budget(reading.role)}}

    def planning(self, document: Document, operation: OperationDefinitionNode, reading: Reading) -> Planning:
        """The plan for the operation, the role, the number of languages and the shape of the variables."""
        key = (
            operation.name.value if operation.name else None,
            reading.role,
            len(reading.languages),
            signature(reading.variables.coerced, document.lookups) if reading.variables.coerced else (),
        )
        found = document.plans.get(key)
        self.observer.planned(reused=found is not None)
        if found is None:
            planner = Planner(self.graphql, self.assembled.model, document.fragments, reading.role, reading.variables)
            plan = planner.operation(operation.selection_set)
            rows = cost.of_fields(plan.fields.values(), reading)
            cost.hold(cost.at(rows, reading), self.limits.budget(reading.role), reading.role)
            statement = None
            if plan.fields:
                statement = Weaver(self.store.dialect, reading.role).operation(plan, len(reading.languages))
            names = planner.collect("Query", [operation.selection_set])
            introspects = bool(plan.rest) and all(names[key][0].name.value.startswith("__") for key in plan.rest)
            introspects = introspects and not planner.computed
            lasting = (plan.whole or introspects) and (statement is None or "now" not in statement.facts)
            found = Planning(plan, statement, rows, lasting, introspects)
            while len(document.plans) >= KEPT_PLANS:
                document.plans.pop(next(iter(document.plans)))
            document.plans[key] = found
            self.documents.kept.grow(document.text, 2 * len(statement.sql) if statement else 0)
        return found

    def foreseen(self, document: Document, operation: OperationDefinitionNode, reading: Reading) -> int:
        """The rows that the answer of a mutation or of a subscription may read. Raises BadRequest before any work."""
        planner = Planner(self.graphql, self.assembled.model, document.fragments, reading.role, reading.variables)
        root = self.graphql.get_root_type(operation.operation)
        assert root is not None
        rows = cost.at(cost.total(self._answered(planner, root, [operation.selection_set], reading)), reading)
        cost.hold(rows, self.limits.budget(reading.role), reading.role)
        return rows

    def _answered(
        self, planner: Planner, owner: GraphQLObjectType, sets: Sequence[SelectionSetNode], reading: Reading
    ) -> Iterator[cost.Rows]:
        for key, nodes in planner.collect(owner.name, sets).items():
            field = owner.fields.get(nodes[0].name.value)
            answered = get_named_type(field.type) if field else None
            if not isinstance(answered, GraphQLObjectType):
                continue
            target = self.assembled.model.types.get(answered.name)
            if target is None:
                inner = [node.selection_set for node in nodes if node.selection_set]
                yield from self._answered(planner, answered, inner, reading)
            else:
                selection = planner.selection(target, nodes, (key,))
                yield cost.total((1, cost.of_fields(selection.fields.values(), reading)))

    async def execute(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None,
        reading: Reading,
        rows: Mapping[str, Any],
        extensions: Mapping[str, Any] | None = None,
        aside: bool = False,
    ) -> Answer:
        """Ordinary execution over the rows that a plan has read. aside: in a thread, where nothing is awaited."""
        begin = partial(
            execute,
            self.graphql,
            document.node,
            root_value=rows,
            context_value=self.context(reading, document),
            variable_values=dict(variables or {}),
            operation_name=operation.name.value if operation.name else None,
            hide_suggestions=not self.limits.suggestions,
        )
        result: Any = await asyncio.to_thread(begin) if aside else begin()
        answer = _completed(result if isinstance(result, ExecutionResult) else await result)
        if extensions is not None:
            answer["extensions"] = extensions
        return Answer(orjson.dumps(answer))

    def context(self, reading: Reading, document: Document) -> Context:
        """What resolvers have in reach for one operation."""

        async def read(type_name: str, key: int, info: Any) -> Any:
            statement = self.rows(type_name, info._raw_info, reading, document)
            keyed = replace(reading, given={**reading.given, "key": key})
            return orjson.loads(await self.store.fetch(statement.sql, statement.parameters(keyed)))

        return Context(reading, read, self.mutate, self.services)

    def rows(self, type_name: str, info: GraphQLResolveInfo[Any], reading: Reading, document: Document) -> Statement:
        """The statement for one object by primary key, as the selection of a payload's field asks for it; made once."""
        path = tuple(info.path.as_list())
        name = info.operation.name.value if info.operation.name else None
        shape = signature(reading.variables.coerced, document.lookups)
        key = (type_name, path, name, reading.role, len(reading.languages), shape)
        found = document.payloads.get(key)
        if found is None:
            planner = Planner(self.graphql, self.assembled.model, document.fragments, reading.role, reading.variables)
            selection = planner.selection(
                self.assembled.model.types[type_name], info.field_nodes, tuple(map(str, path))
            )
            found = Weaver(self.store.dialect, reading.role).rows(selection, len(reading.languages))
            while len(document.payloads) >= KEPT_PLANS:
                document.payloads.pop(next(iter(document.payloads)))
            document.payloads[key] = found
            self.documents.kept.grow(document.text, 2 * len(found.sql))
        return found


def _completed(result: ExecutionResult) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [masked(error).formatted for error in result.errors]
    return answer


async def _one(answer: Answer) -> AsyncIterator[bytes]:
    yield answer.body


async def _bodies(results: Any) -> AsyncIterator[bytes]:
    try:
        async for result in results:
            yield orjson.dumps(_completed(result))
    finally:
        await results.aclose()
