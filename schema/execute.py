"""Answers operations: planned ones as text straight from the database, the rest through ordinary execution."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, execute

from schema.assemble import Assembled
from schema.cache import Validity
from schema.documents import Document, Operation, documents_of
from schema.errors import GraphQLErrors
from schema.execution.answer import Answer, as_answered, with_extensions
from schema.execution.listener import AnswerListener
from schema.execution.payload_reader import Telling
from schema.execution.ready_query import ReadyQuery
from schema.execution.request import Asked
from schema.execution.retrying import patient
from schema.execution.whole_results import Wholes
from schema.execution.worker_threads import INTROSPECTION, RESOLVERS, Room, planned_aside
from schema.limits import Limits, too_large
from schema.markers import RARE_BYTE, misses
from schema.planning import cost
from schema.planning.payloads import WriteOnce
from schema.planning.plans import Foreseen, Planning, Plans
from schema.request.bad_request import BadRequest
from schema.request.reading import Reading, knowing
from schema.resolvers.allowance import Allowance
from schema.resolvers.context import Context, Mutate
from schema.store import Store
from schema.weaving.statements import Statement

NO_DATA = b'{"data":{}}'
MANY_ROWS = 2_000
"""A statement that may read more rows never runs on the event loop's thread."""
LONG_TO_PLAN = 300
"""Characters of a document whose plan may take more than a few milliseconds."""


class Engine:
    """The schema at work over one store."""

    def __init__(
        self,
        assembled: Assembled,
        store: Store,
        mutate: Mutate,
        services: Any = None,
        limits: Limits | None = None,
        wholes: Wholes | None = None,
    ) -> None:
        self.assembled, self.store, self.mutate, self.services = assembled, store, mutate, services
        self.limits = limits or Limits()
        self.graphql = assembled.graphql
        self.documents = documents_of(self.graphql, self.limits)
        self.wholes = wholes or Wholes()
        self.plans = Plans(assembled, store.dialect, self.limits, self.documents.valid, self.wholes.revision)
        self.listener = AnswerListener()
        self.replica: Store | None = None
        """A store for readings of the public that may be a moment behind; None where they read from `store` too."""
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
            operation = self.operation_of(document, operation_name, variables, reading)
            if only_queries and operation.kind != "query":
                return Answer(b"", executed=False, method_not_allowed=True)
            return await self.carry_out(Asked(document, operation, variables or {}, reading, show_cost))
        except GraphQLErrors as refused:
            return self.refused(refused.errors)
        except GraphQLError as error:
            return self.refused([error])
        finally:
            self.tell(operation, started)

    def was_planned(self, query: str, operation_name: str | None) -> bool:
        """Whether this is a query that was answered before, to anybody."""
        document = self.documents.get(query)
        operation = None if document is None else document.operations.get(operation_name, document.only)
        return operation is not None and operation.kind == "query" and bool(operation.plans)

    def ready_query(
        self, query: str, operation_name: str | None, variables: Mapping[str, Any] | None, reading: Reading
    ) -> ReadyQuery | None:
        """A query that was answered before, made ready to be answered again; None unless SQL alone answers it.

        Refuses nothing: what is wrong with a query makes it None as well.
        """
        document = self.documents.get(query)
        if document is None or self.always_execute or self.replica is not None:
            return None
        try:
            operation = self.operation_of(document, operation_name, variables, reading)
            planning = operation.plans.get(self.plans.key(operation, reading))
            if planning is None or planning.statement is None or not planning.plan.sql_alone:
                return None
            if self.rows_within_budget(planning, reading) > MANY_ROWS:
                return None
            statement = planning.statement
            parameters = statement.parameters(reading)
        except (GraphQLErrors, GraphQLError):
            return None
        read = self.store.without_waiting(statement.sql, parameters)
        if read is None:
            return None
        if statement.apart is not None:
            read = self.wholes.without_waiting(read, parameters, statement.apart)
        return ReadyQuery(operation.name, reading.role, statement, planning.validity, parameters, read)

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

    def tell(self, operation: Operation | None, started: float) -> None:
        """Tell the listener of an operation that was answered, refused, or opened as a subscription."""
        if operation is not None:
            self.listener.answered(operation.kind, operation.name, perf_counter() - started)

    def store_for(self, public: bool) -> Store:
        """The store to read from: the replica for the public only, so that whoever writes sees every write."""
        return self.replica if self.replica is not None and public else self.store

    def refused(self, errors: Sequence[GraphQLError]) -> Answer:
        """The answer to what is refused before execution."""
        for error in errors:
            self.listener.refused(str((error.extensions or {}).get("code")))
        return Answer(orjson.dumps({"errors": [error.formatted for error in errors]}), executed=False)

    def operation_of(
        self, document: Document, name: str | None, variables: Mapping[str, Any] | None, reading: Reading
    ) -> Operation:
        """The operation, with its variables in the reading. Raises GraphQLErrors, BadRequest."""
        operation = document.operation(name)
        reading.largest_page = self.limits.page_size
        if operation.variables.definitions:
            reading.variables = operation.coerced(variables or {})
        return operation

    def carry_out(self, asked: Asked) -> Awaitable[Answer]:
        """The answer of a query or of a mutation. Raises GraphQLError where it is refused before execution."""
        if asked.operation.kind == "query":
            return self.query(asked)
        if asked.operation.kind == "subscription":
            raise BadRequest("SUBSCRIPTION", "Subscribe over a web socket, with the protocol graphql-transport-ws.")
        return self.mutation(asked)

    async def mutation(self, asked: Asked) -> Answer:
        reading = asked.reading
        foreseen, rows = self.foresee(asked, reading)
        extensions = self.cost_extension(rows, reading) if asked.shows_cost else None
        if foreseen.payload is None or self.always_execute:
            return await self.execute(asked, {}, extensions)
        write = WriteOnce(self.mutate)
        fetch = partial(self.telling().fetch, heavy=rows > MANY_ROWS)
        body = await foreseen.payload.write_and_tell(write, reading, fetch)
        if body is None:
            return await self.execute(asked, {}, extensions, mutate=write)
        return Answer(with_extensions(b'{"data":%b}' % body, extensions))

    def foresee(self, asked: Asked, reading: Reading) -> tuple[Foreseen, int]:
        """What is known of a mutation or a subscription before it runs, and the rows that its answer may cost.

        Raises BadRequest, COST for instance where they exceed the budget of the role that this reading has.
        """
        foreseen = self.plans.foresee(asked.document, asked.operation, reading)
        return foreseen, cost.at(foreseen.rows, reading)

    def telling(self) -> Telling:
        """Reads for the answer of a mutation what was written."""
        return Telling(self.store.fetch, self.limits.answer_bytes)

    async def query(self, asked: Asked) -> Answer:
        operation, reading = asked.operation, asked.reading
        key = self.plans.key(operation, reading)
        planning = operation.plans.get(key)
        self.listener.planned(reused=planning is not None)
        if planning is None:
            planning = await self.planned(asked)
            self.plans.keep(asked.document, operation, key, planning)
        rows = self.rows_within_budget(planning, reading)
        extensions = self.cost_extension(rows, reading) if asked.shows_cost else None
        if planning.plan.sql_alone and not self.always_execute:
            body = await self.read(planning.statement, reading, rows)
            if not misses(body):
                return Answer(with_extensions(body, extensions), validity=planning.validity, operation=operation.name)
        body = await self.read(planning.explaining(), reading, rows)
        answer = await self.execute(asked, orjson.loads(body)["data"], extensions, _room_for(planning))
        if len(answer.body) > self.limits.answer_bytes:
            raise too_large(self.limits.answer_bytes)
        answer.validity, answer.operation = planning.validity if planning.introspects else Validity.NONE, operation.name
        return answer

    async def planned(self, asked: Asked) -> Planning:
        """The plan of a query that was not asked in this way before; that of a long one is made in a thread."""
        make = partial(self.plans.make, asked.document, asked.operation, asked.reading)
        return make() if len(asked.document.text) < LONG_TO_PLAN else await planned_aside(make)

    async def read(self, statement: Statement | None, reading: Reading, rows: int) -> bytes:
        """The answer of a statement that may read so many rows; without a statement the answer is empty."""
        if statement is None:
            return NO_DATA
        return await self.wholes.fetch(self.store_for(reading.public).fetch, statement, reading, rows > MANY_ROWS)

    def rows_within_budget(self, planning: Planning, reading: Reading) -> int:
        """The rows that a query may read. Raises BadRequest COST where they exceed the budget of the role."""
        rows = planning.rows if isinstance(planning.rows, int) else planning.rows(reading)
        cost.require_within(rows, self.limits.budget(reading.role), reading.role)
        return rows

    def cost_extension(self, rows: int, reading: Reading) -> dict[str, Any]:
        """The cost as `extensions` shows it."""
        return {"cost": {"rows": rows, "budget": self.limits.budget(reading.role)}}

    async def execute(
        self,
        asked: Asked,
        rows: Mapping[str, Any],
        extensions: Mapping[str, Any] | None = None,
        room: Room | None = None,
        mutate: Mutate | None = None,
    ) -> Answer:
        """Ordinary execution over the rows that a plan has read. room: where whatever is not awaited is run."""
        context = self.context(asked, mutate)
        begin = partial(
            execute,
            self.graphql,
            asked.document.node,
            root_value=rows,
            context_value=context,
            variable_values=dict(asked.variables),
            operation_name=asked.operation.name,
            hide_suggestions=not self.limits.suggestions,
        )
        allowance = context.allowance = None if room is None else Allowance(self.limits)
        result: Any = begin() if room is None or allowance is None else await room.aside(begin, allowance)
        executed = result if isinstance(result, ExecutionResult) else await result
        if allowance is not None and allowance.refusal is not None:
            raise allowance.refusal
        answer = as_answered(executed)
        if extensions is not None:
            answer["extensions"] = extensions
        return Answer(orjson.dumps(answer))

    def context(self, asked: Asked, mutate: Mutate | None = None) -> Context:
        """What resolvers have in reach for one operation."""
        fetch = self.telling().fetch if asked.operation.kind == "mutation" else patient(self.store.fetch)

        async def read(reading: Reading, type_name: str, key: int, info: Any) -> Any:
            _, rows = self.foresee(asked, reading)
            statement = self.plans.payload_statement(type_name, info._raw_info, reading, asked.document)
            parameters = statement.parameters(knowing(reading, key=key))
            return orjson.loads(await fetch(statement.sql, parameters, rows > MANY_ROWS))

        return Context(asked.reading, read, mutate or self.mutate, self.services)


def _room_for(planning: Planning) -> Room | None:
    """Where the rest of a query is computed; None where nothing of it takes long."""
    if planning.introspects or planning.computes:
        return INTROSPECTION if planning.plan.schemas else RESOLVERS
    return None
