"""Reads what a mutation has written, for its payload: at most the size of one answer; if it fails, the write stands."""

from __future__ import annotations

from typing import Any

from schema.limits import too_large
from schema.request.bad_request import BadRequest
from schema.store import StoreFetch


class PayloadReader:
    """Reads the payloads of the mutations of one operation. most_bytes: for all of them together."""

    def __init__(self, fetch: StoreFetch, most_bytes: int) -> None:
        self.read, self.most_bytes, self.bytes_read = fetch, most_bytes, 0

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool) -> bytes:
        """The text of one statement. Raises BadRequest, with a message that says that the write stands."""
        try:
            found = await self.read(sql, parameters, heavy)
            if self.bytes_read + len(found) > self.most_bytes:
                raise too_large(self.most_bytes)
        except BadRequest as refused:
            raise refusal_after_write(refused) from None
        self.bytes_read += len(found)
        return found


def refusal_after_write(refused: BadRequest) -> BadRequest:
    """The same refusal, with a message that says that the write stands and must not be sent again."""
    return BadRequest(
        refused.code,
        "The write succeeded, but its result could not be returned. Do not send it again; read the result with a "
        f"query. {refused.message}",
    )
