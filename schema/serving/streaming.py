"""Answers as a stream: one to a query or a mutation, one for each event of a subscription."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping
from time import perf_counter
from typing import Any

import orjson
from graphql import ExecutionResult, subscribe

from schema.errors import GraphQLErrors, masked
from schema.execute import Engine
from schema.execution.answer import Answer, as_answered
from schema.execution.request import Asked
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

    renew: gives the reading for each event of a subscription. Raises GraphQLErrors, GraphQLError where the operation is
    refused before its first answer; what renew raises ends the answers.
    """
    started, operation = perf_counter(), None
    try:
        document = engine.documents.get(query) or await engine.documents.read(query)
        operation = engine.operation_of(document, operation_name, variables, reading)
        asked = Asked(document, operation, variables or {}, reading, show_cost)
        if operation.kind != "subscription":
            return _one(await engine.carry_out(asked))
        return await _subscribed(engine, asked, renew)
    finally:
        engine.tell(operation, started)


async def _subscribed(engine: Engine, asked: Asked, renew: Renew | None) -> AsyncIterator[bytes]:
    """The answers of a subscription. Raises GraphQLErrors, GraphQLError where it is refused."""
    engine.foresee(asked, asked.reading)
    context = engine.context(asked)
    context.renew = renew
    streaming = subscribe(
        engine.graphql,
        asked.document.node,
        context_value=context,
        variable_values=dict(asked.variables),
        operation_name=asked.operation.name,
        hide_suggestions=not engine.limits.suggestions,
    )
    found: Any = await streaming if isinstance(streaming, Awaitable) else streaming
    if isinstance(found, ExecutionResult):
        raise GraphQLErrors([masked(error) for error in found.errors or ()])
    return _events(engine, found)


async def _events(engine: Engine, results: Any) -> AsyncIterator[bytes]:
    """Each event of an open subscription as an answer."""
    engine.listener.subscribed(1)
    try:
        async for result in results:
            yield orjson.dumps(as_answered(result))
    finally:
        engine.listener.subscribed(-1)
        await results.aclose()


async def _one(answer: Answer) -> AsyncIterator[bytes]:
    yield answer.body
