"""Ordinary execution: graphql-core completes responses over rows that were read, in a thread if that takes long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphql import ExecutionResult, Executor, GraphQLSchema

from schema.errors import GraphQLErrors, mask
from schema.execution.answer import as_response
from schema.execution.request import ExecutionRequest
from schema.execution.retrying import retry_while_busy
from schema.execution.worker_threads import RESOLVERS, WorkerThreads
from schema.limits import Limits
from schema.resolvers.allowance import Allowance
from schema.resolvers.context import Context

Begin = Callable[[], Any]
"""Begins an execution; returns its result, or an awaitable of it."""


async def execute_ordinarily(
    schema: GraphQLSchema,
    request: ExecutionRequest,
    rows: Mapping[str, Any],
    context: Context,
    limits: Limits,
    threads: WorkerThreads | None = None,
) -> dict[str, Any]:
    """The response over the rows that a plan has read. threads: where it is computed; None for the event loop's own.

    Raises BadRequest if computing it takes longer than is allowed, or gives more.
    """

    def begin() -> Any:
        return executor_for(schema, request, context, limits, rows).execute_operation()

    if threads is None:
        return as_response(await complete(begin()))
    return as_response(await complete_in_thread(threads, begin, context, limits))


def executor_for(
    schema: GraphQLSchema, request: ExecutionRequest, context: Context, limits: Limits, rows: Mapping[str, Any]
) -> Executor[Any]:
    """What executes an operation over these rows. Raises GraphQLErrors."""
    built = Executor.build(
        schema,
        request.document.node,
        root_value=rows,
        context_value=context,
        raw_variable_values=dict(request.variables),
        operation_name=request.operation.name,
        hide_suggestions=not limits.suggestions,
    )
    if isinstance(built, list):
        raise GraphQLErrors([mask(error) for error in built])
    return built


async def complete(begun: Any) -> ExecutionResult:
    """The result of an execution that has begun."""
    return begun if isinstance(begun, ExecutionResult) else await begun


async def complete_in_thread(threads: WorkerThreads, begin: Begin, context: Context, limits: Limits) -> ExecutionResult:
    """The result of an execution in a thread. Raises BadRequest: BUSY, or why the response was given up."""
    allowance = context.allowance = Allowance(limits)
    result = await complete(await threads.compute(begin, allowance))
    if allowance.refusal is not None:
        raise allowance.refusal
    return result


async def complete_once_free(begin: Begin, context: Context, limits: Limits) -> ExecutionResult:
    """The result of an execution in a thread for resolvers, for which it waits while all are busy."""
    return await retry_while_busy(lambda: complete_in_thread(RESOLVERS, begin, context, limits))
