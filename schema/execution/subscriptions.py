"""Ordinary execution of subscriptions: each event is completed by itself, in a thread if that takes long."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable
from functools import partial
from typing import Any

from graphql import (
    ExecutionResult,
    Executor,
    GraphQLSchema,
    create_source_event_stream,
    map_source_to_response_event,
)

from schema.errors import GraphQLErrors, mask
from schema.execution.ordinary import complete_once_free, executor_for
from schema.execution.request import ExecutionRequest
from schema.limits import Limits
from schema.resolvers.context import Context


async def subscribe(
    schema: GraphQLSchema, request: ExecutionRequest, context: Context, limits: Limits
) -> AsyncGenerator[ExecutionResult, None]:
    """The results of a subscription, one for each event. Raises GraphQLErrors if it cannot be opened.

    The results raise BadRequest at an event for which computing takes longer than is allowed, or gives more.
    """
    executor = executor_for(schema, request, context, limits, {})
    opening = create_source_event_stream(executor)
    opened: Any = await opening if isinstance(opening, Awaitable) else opening
    if isinstance(opened, ExecutionResult):
        raise GraphQLErrors([mask(error) for error in opened.errors or ()])

    def execute_event(event: Executor[Any]) -> Any:
        begin = partial(event.execute_operation, serially=False)
        return complete_once_free(begin, context, limits) if context.takes_long else begin()

    return map_source_to_response_event(executor, opened, execute_event)
