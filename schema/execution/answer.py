"""An answer on its way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult

from schema.cache import Validity
from schema.errors import masked


@dataclass(slots=True)
class Answer:
    """An answer as it goes to the wire.

    executed: false where the request was refused before execution; validity: how long the answer holds; operation: the
    name of the query.
    """

    body: bytes
    executed: bool = True
    method_not_allowed: bool = False
    validity: Validity = Validity.NONE
    operation: str | None = None


def with_extensions(body: bytes, extensions: Mapping[str, Any] | None) -> bytes:
    """A body, with its extensions if there are any."""
    return body if extensions is None else b'%b,"extensions":%b}' % (body[:-1], orjson.dumps(extensions))


def as_answered(result: ExecutionResult) -> dict[str, Any]:
    """The result of ordinary execution as the JSON of an answer, its errors masked."""
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [masked(error).formatted for error in result.errors]
    return answer
