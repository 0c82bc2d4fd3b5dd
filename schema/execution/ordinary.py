"""Ordinary execution: graphql-core completes responses over rows that plans have read, and follows subscriptions."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, execute, subscribe

from schema.errors import GraphQLErrors, mask
from schema.execution.answer import as_response
from schema.execution.request import ExecutionRequest
from schema.execution.worker_threads import WorkerThreads
from schema.limits import Limits
from schema.resolvers.allowance import Allowance
from schema.resolvers.context import Context


async def execute_ordinarily(
    schema: GraphQLSchema,
    request: ExecutionRequest,
    rows: Mapping[str, Any],
    context: Context,
    limits: Limits,
    threads: WorkerThreads | None = None,
) -> dict[str, Any]:
    """The response to a query or a mutation. threads: where it is computed; None for the event loop's own thread.

    Raises BadRequest if computing it takes longer than is allowed, or gives more.
    """
    begin = partial(execute, schema, request.document.node, root_value=rows, **_arguments(request, context, limits))
    allowance = context.allowance = None if threads is None else Allowance(limits)
    result: Any = begin() if threads is None or allowance is None else await threads.compute(begin, allowance)
    executed = result if isinstance(result, ExecutionResult) else await result
    if allowance is not None and allowance.refusal is not None:
        raise allowance.refusal
    return as_response(executed)


async def subscribe_ordinarily(
    schema: GraphQLSchema, request: ExecutionRequest, context: Context, limits: Limits
) -> Any:
    """The results of a subscription, one for each event. Raises GraphQLErrors if it cannot be opened."""
    opening = subscribe(schema, request.document.node, **_arguments(request, context, limits))
    opened: Any = await opening if isinstance(opening, Awaitable) else opening
    if isinstance(opened, ExecutionResult):
        raise GraphQLErrors([mask(error) for error in opened.errors or ()])
    return opened


def _arguments(request: ExecutionRequest, context: Context, limits: Limits) -> dict[str, Any]:
    return {
        "context_value": context,
        "variable_values": dict(request.variables),
        "operation_name": request.operation.name,
        "hide_suggestions": not limits.suggestions,
    }
