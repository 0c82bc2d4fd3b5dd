"""Answers as they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult

from schema.cache import Validity
from schema.errors import mask


@dataclass(slots=True)
class Answer:
    """An answer as it is sent.

    executed: false if the request was refused before execution; operation: the name of the query.
    """

    body: bytes
    executed: bool = True
    method_not_allowed: bool = False
    validity: Validity = Validity.NONE
    operation: str | None = None


def with_extensions(body: bytes, extensions: Mapping[str, Any] | None) -> bytes:
    """A body, with its extensions if there are any."""
    return body if extensions is None else b'%b,"extensions":%b}' % (body[:-1], orjson.dumps(extensions))


def as_response(result: ExecutionResult) -> dict[str, Any]:
    """The result of ordinary execution as a response, its errors masked (GraphQL, 7.1)."""
    response: dict[str, Any] = {"data": result.data}
    if result.errors:
        response["errors"] = [mask(error).formatted for error in result.errors]
    return response
