"""Answers operations: planned ones as text straight from the database, the rest through ordinary execution."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import orjson
from graphql import GraphQLError
from graphql.pyutils import Path

from schema.assemble import Assembled
from schema.cache import Validity
from schema.documents import Document, Operation, documents_of
from schema.errors import GraphQLErrors
from schema.execution.answer import Answer, with_extensions
from schema.execution.listener import AnswerListener
from schema.execution.mutations import execute_mutations
from schema.execution.ordinary import execute_ordinarily
from schema.execution.payload_reader import PayloadReader
from schema.execution.ready_query import ReadyQuery
from schema.execution.request import ExecutionRequest
from schema.execution.retrying import retrying
from schema.execution.whole_results import WholeResults
from schema.execution.worker_threads import INTROSPECTION, RESOLVERS, WorkerThreads, plan_in_thread
from schema.limits import Limits, too_large
from schema.markers import RARE_BYTE, misses
from schema.planning.payloads import WriteOnce
from schema.planning.plans import AnswerForecast, PlannedQuery, Plans
from schema.request.bad_request import BadRequest
from schema.request.reading import Reading, with_more_facts
from schema.resolvers.context import Context, Mutate
from schema.store import Store
from schema.weaving.statements import Statement

NO_DATA = b'{"data":{}}'
MANY_ROWS = 2_000
"""A statement that may read more rows never runs on the event loop's thread."""
LONG_TO_PLAN = 300
"""Characters of a document whose plan may take more than a few milliseconds."""


class Engine:
    """Answers the operations of one schema over one store."""

    def __init__(
        self,
        assembled: Assembled,
        store: Store,
        mutate: Mutate,
        services: Any = None,
        limits: Limits | None = None,
        whole_results: WholeResults | None = None,
    ) -> None:
        self.assembled, self.store, self.mutate, self.services = assembled, store, mutate, services
        self.limits = limits or Limits()
        self.graphql = assembled.graphql
        self.documents = documents_of(self.graphql, self.limits)
        self.whole_results = whole_results or WholeResults()
        self.plans = Plans(assembled, store.dialect, self.limits, self.documents.valid, self.whole_results.revision)
        self.listener = AnswerListener()
        self.replica: Store | None = None
        """A store for readings of the public that may be a moment behind; None if they read from `store` too."""
        self.always_execute = False
        """For tests: complete every answer by ordinary execution, to compare it with what SQL alone answers."""

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
            operation = self.prepare_operation(document, operation_name, variables, reading)
            if only_queries and operation.kind != "query":
                return Answer(b"", executed=False, method_not_allowed=True)
            return await self.execute(ExecutionRequest(document, operation, variables or {}, reading, show_cost))
        except GraphQLErrors as refused:
            return self._refusal(refused.errors)
        except GraphQLError as error:
            return self._refusal([error])
        finally:
            self.report(operation, started)

    def was_answered(self, query: str, operation_name: str | None) -> bool:
        """Whether this is a query that was answered before, to any reader."""
        document = self.documents.get(query)
        operation = None if document is None else document.operations.get(operation_name, document.only)
        return operation is not None and operation.kind == "query" and bool(operation.plans)

    def ready_query(
        self, query: str, operation_name: str | None, variables: Mapping[str, Any] | None, reading: Reading
    ) -> ReadyQuery | None:
        """A query that was answered before, made ready to be answered again; None unless SQL alone answers it.

        Refuses nothing: for a query that would be refused it is None as well.
        """
        document = self.documents.get(query)
        if document is None or self.always_execute or self.replica is not None:
            return None
        try:
            operation = self.prepare_operation(document, operation_name, variables, reading)
            planned = operation.plans.get(self.plans.key(operation, reading))
            if planned is None or planned.statement is None or not planned.plan.sql_alone:
                return None
            if self.plans.rows_within_budget(planned.rows, reading) > MANY_ROWS:
                return None
            statement = planned.statement
            parameters = statement.parameters(reading)
        except (GraphQLErrors, GraphQLError):
            return None
        read = self.store.without_waiting(statement.sql, parameters)
        if read is None:
            return None
        if statement.whole_results is not None:
            read = self.whole_results.without_waiting(read, parameters, statement.whole_results)
        return ReadyQuery(operation.name, reading.role, statement, planned.validity, parameters, read)

    def answer_without_waiting(self, ready: ReadyQuery, reading: Reading) -> Answer | None:
        """The answer to a query, if nothing has to be waited for. Else None, and nothing was counted: call `answer`."""
        started = perf_counter()
        if reading.facts is not ready.facts:
            ready.read(reading)
        body = ready.answer_without_waiting(started)
        if body is None or (RARE_BYTE in body and misses(body)):
            return None
        self.listener.answered("query", ready.name, perf_counter() - started, without_waiting=True)
        return Answer(body, validity=ready.validity, operation=ready.name)

    def report(self, operation: Operation | None, started: float) -> None:
        """Report an operation to the listener: it was answered, refused, or opened as a subscription."""
        if operation is not None:
            self.listener.answered(operation.kind, operation.name, perf_counter() - started)

    def store_for(self, public: bool) -> Store:
        """The store to read from: the replica for the public only, so that anyone who writes sees every write."""
        return self.replica if self.replica is not None and public else self.store

    def prepare_operation(
        self, document: Document, name: str | None, variables: Mapping[str, Any] | None, reading: Reading
    ) -> Operation:
        """The operation of a document; its variables are set in the reading. Raises GraphQLErrors, BadRequest."""
        operation = document.operation(name)
        reading.largest_page = self.limits.page_size
        if operation.variables.definitions:
            reading.variables = operation.coerce_variables(variables or {})
        return operation

    def execute(self, request: ExecutionRequest) -> Awaitable[Answer]:
        """The answer to a query or a mutation. Raises GraphQLError if it is refused before execution."""
        if request.operation.kind == "query":
            return self._query(request)
        if request.operation.kind == "subscription":
            raise BadRequest("SUBSCRIPTION", "Subscribe over a web socket, with the protocol graphql-transport-ws.")
        return self._mutation(request)

    def context(self, request: ExecutionRequest, mutate: Mutate | None = None) -> Context:
        """The context of the resolvers for one operation."""
        fetch = self._payload_reader().fetch if request.operation.kind == "mutation" else retrying(self.store.fetch)

        async def read(reading: Reading, key: int, path: Path) -> Any:
            forecast, rows = self.plans.forecast(request.document, request.operation, reading)
            context.takes_long = _takes_long(forecast, rows)
            keys = tuple(map(str, path.as_list()))
            statement = self.plans.object_statement(forecast, request.document, reading, keys)
            parameters = statement.parameters(with_more_facts(reading, key=key))
            return orjson.loads(await fetch(statement.sql, parameters, rows > MANY_ROWS))

        context = Context(request.reading, read, mutate or self.mutate, self.services)
        return context

    async def _query(self, request: ExecutionRequest) -> Answer:
        operation, reading = request.operation, request.reading
        key = self.plans.key(operation, reading)
        planned = operation.plans.get(key)
        self.listener.planned(reused=planned is not None)
        if planned is None:
            planned = await self._plan(request)
            self.plans.keep(request.document, operation, key, planned)
        rows = self.plans.rows_within_budget(planned.rows, reading)
        extensions = self._cost_extension(rows, reading) if request.shows_cost else None
        if planned.plan.sql_alone and not self.always_execute:
            body = await self._read(planned.statement, reading, rows)
            if not misses(body):
                return Answer(with_extensions(body, extensions), validity=planned.validity, operation=operation.name)
        body = await self._read(planned.parseable_statement(), reading, rows)
        data = orjson.loads(body)["data"]
        answer = await self._execute_ordinarily(request, data, extensions, threads=_threads_for(planned))
        if len(answer.body) > self.limits.answer_bytes:
            raise too_large(self.limits.answer_bytes)
        answer.validity = planned.validity if planned.introspects else Validity.NONE
        answer.operation = operation.name
        return answer

    async def _plan(self, request: ExecutionRequest) -> PlannedQuery:
        """The plan of a query that has none yet; that of a long one is made in a thread."""
        make = partial(self.plans.make, request.document, request.operation, request.reading)
        return make() if len(request.document.text) < LONG_TO_PLAN else await plan_in_thread(make)

    async def _read(self, statement: Statement | None, reading: Reading, rows: int) -> bytes:
        """The answer of a statement that may read so many rows; without a statement the answer is empty."""
        if statement is None:
            return NO_DATA
        fetch = self.store_for(reading.public).fetch
        return await self.whole_results.fetch(fetch, statement, reading, rows > MANY_ROWS)

    async def _mutation(self, request: ExecutionRequest) -> Answer:
        reading = request.reading
        forecast, rows = self.plans.forecast(request.document, request.operation, reading)
        extensions = self._cost_extension(rows, reading) if request.shows_cost else None
        if forecast.payload is None or self.always_execute:
            return await self._execute_mutations(request, extensions, _takes_long(forecast, rows))
        write = WriteOnce(self.mutate)
        fetch = partial(self._payload_reader().fetch, heavy=rows > MANY_ROWS)
        body = await forecast.payload.write_and_read(write, reading, fetch)
        if body is None:
            return await self._execute_ordinarily(request, {}, extensions, mutate=write)
        return Answer(with_extensions(b'{"data":%b}' % body, extensions))

    def _payload_reader(self) -> PayloadReader:
        return PayloadReader(self.store.fetch, self.limits.answer_bytes)

    async def _execute_ordinarily(
        self,
        request: ExecutionRequest,
        rows: Mapping[str, Any],
        extensions: Mapping[str, Any] | None,
        threads: WorkerThreads | None = None,
        mutate: Mutate | None = None,
    ) -> Answer:
        """The answer by ordinary execution over the rows that a plan has read. mutate: in place of the engine's own."""
        context = self.context(request, mutate)
        response = await execute_ordinarily(self.graphql, request, rows, context, self.limits, threads)
        return Answer(with_extensions(orjson.dumps(response), extensions))

    async def _execute_mutations(
        self, request: ExecutionRequest, extensions: Mapping[str, Any] | None, takes_long: bool
    ) -> Answer:
        response = await execute_mutations(self.graphql, request, self.context(request), self.limits, takes_long)
        return Answer(with_extensions(orjson.dumps(response), extensions))

    def _cost_extension(self, rows: int, reading: Reading) -> dict[str, Any]:
        """The cost as `extensions` shows it."""
        return {"cost": {"rows": rows, "budget": self.limits.budget(reading.role)}}

    def _refusal(self, errors: Sequence[GraphQLError]) -> Answer:
        """The answer to a request that is refused before execution."""
        for error in errors:
            self.listener.refused(str((error.extensions or {}).get("code")))
        return Answer(orjson.dumps({"errors": [error.formatted for error in errors]}), executed=False)


def _takes_long(forecast: AnswerForecast, rows: int) -> bool:
    """Whether completing what was read may take long, so that it is done in a thread."""
    return forecast.computes or rows > MANY_ROWS


def _threads_for(planned: PlannedQuery) -> WorkerThreads | None:
    """Where the rest of a query is computed; None if nothing of it takes long."""
    if planned.plan.schemas:
        return INTROSPECTION
    return RESOLVERS if planned.computes else None
