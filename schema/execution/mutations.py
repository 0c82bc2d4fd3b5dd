"""Ordinary execution of mutations: first all are written and read, then what takes long is completed in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from graphql import GraphQLSchema

from schema.execution.answer import as_response
from schema.execution.ordinary import complete, complete_once_free, executor_for
from schema.execution.payload_reader import refusal_after_write
from schema.execution.request import ExecutionRequest
from schema.limits import Limits, too_large
from schema.request.bad_request import BadRequest
from schema.resolvers.context import Context
from schema.resolvers.outcomes import Outcomes


async def execute_mutations(
    schema: GraphQLSchema, request: ExecutionRequest, context: Context, limits: Limits, takes_long: bool
) -> dict[str, Any]:
    """The response to the mutations of a request. takes_long: whether their payloads are completed in a thread.

    If that takes longer than is allowed, or gives more, an error replaces each object of the payloads: the writes
    stand.
    """
    outcomes = context.outcomes = Outcomes(defers_rows=takes_long)
    executor = executor_for(schema, request, context, limits, {})

    def execute_again() -> Any:
        """Execute all fields at once, so that none is left for the event loop."""
        return executor.build_per_event_executor({}).execute_operation(serially=False)

    result = await complete(executor.execute_operation())
    outcomes.all_known = True
    if outcomes.rows and result.data is not None:
        try:
            result = await complete_once_free(execute_again, context, limits)
            if len(orjson.dumps(result.data)) > limits.answer_bytes:
                raise too_large(limits.answer_bytes)
        except BadRequest as refused:
            outcomes.refuse_rows(refusal_after_write(refused))
            result = await complete(execute_again())
    response = as_response(result)
    if result.data is None:
        _name_succeeded(response["errors"], outcomes.succeeded)
    return response


def _name_succeeded(errors: Sequence[dict[str, Any]], succeeded: Sequence[str]) -> None:
    """Make the error of a mutation that failed say which mutations of the request succeeded before it."""
    for error in errors:
        if succeeded and error.get("path", [None])[0] not in succeeded:
            error["message"] = (
                f"Mutations before it succeeded: {', '.join(succeeded)}. Do not send them again; read their results "
                f"with a query. {error['message']}"
            )
