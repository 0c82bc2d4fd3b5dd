"""How a mutation's answer reads what was written: within the size of one answer; a write stands even if that fails."""

from __future__ import annotations

from typing import Any

from schema.limits import too_large
from schema.request.bad_request import BadRequest
from schema.store import StoreFetch


class Telling:
    """Reads the rows that the mutations of one operation answer. most: the bytes that all of them may have together."""

    def __init__(self, fetch: StoreFetch, most: int) -> None:
        self.read, self.most, self.bytes_read = fetch, most, 0

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool) -> bytes:
        """The text of one statement. Raises BadRequest, with a message that says that the write stands."""
        try:
            found = await self.read(sql, parameters, heavy)
            if self.bytes_read + len(found) > self.most:
                raise too_large(self.most)
        except BadRequest as refused:
            raise _though_written(refused) from None
        self.bytes_read += len(found)
        return found


def _though_written(refused: BadRequest) -> BadRequest:
    """The same refusal, with a message that says that the write stands and must not be sent again."""
    return BadRequest(
        refused.code, f"This is written, only not told; do not send it again, but ask by a query. {refused.message}"
    )
