"""Answers as a stream: a single one for a query or a mutation, one for each event of a subscription."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from time import perf_counter
from typing import Any

import orjson

from schema.execute import Engine
from schema.execution.answer import Answer, as_response
from schema.execution.request import ExecutionRequest
from schema.execution.subscriptions import subscribe
from schema.limits import too_large
from schema.request.reading import Reading
from schema.resolvers.context import Renew


async def stream(
    engine: Engine,
    query: str,
    operation_name: str | None,
    variables: Mapping[str, Any] | None,
    reading: Reading,
    show_cost: bool = False,
    renew: Renew | None = None,
) -> AsyncIterator[bytes]:
    """The answers of an operation of any kind, as they come; a query and a mutation have one.

    renew: gives the reading for each event of a subscription. Raises GraphQLErrors, GraphQLError if the operation is
    refused before its first answer; what renew raises ends the answers.
    """
    started, operation = perf_counter(), None
    try:
        document = engine.documents.get(query) or await engine.documents.read(query)
        operation = engine.prepare_operation(document, operation_name, variables, reading)
        request = ExecutionRequest(document, operation, variables or {}, reading, show_cost)
        if operation.kind != "subscription":
            return _one(await engine.execute(request))
        return await _subscribed(engine, request, renew)
    finally:
        engine.report(operation, started)


async def _subscribed(engine: Engine, request: ExecutionRequest, renew: Renew | None) -> AsyncIterator[bytes]:
    """The answers of a subscription. Raises GraphQLErrors, GraphQLError if it is refused."""
    engine.plans.forecast(request.document, request.operation, request.reading)
    context = engine.context(request)
    context.renew = renew
    return _events(engine, await subscribe(engine.graphql, request, context, engine.limits))


async def _events(engine: Engine, results: Any) -> AsyncIterator[bytes]:
    """Each event of an open subscription as an answer. Raises BadRequest ANSWER_SIZE."""
    engine.listener.subscribed(1)
    try:
        async for result in results:
            body = orjson.dumps(as_response(result))
            if len(body) > engine.limits.answer_bytes:
                raise too_large(engine.limits.answer_bytes)
            yield body
    finally:
        engine.listener.subscribed(-1)
        await results.aclose()


async def _one(answer: Answer) -> AsyncIterator[bytes]:
    yield answer.body
