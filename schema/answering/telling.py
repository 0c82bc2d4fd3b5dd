"""What a mutation tells of what it has written: all of it within one answer, and nothing undone by what is not told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from schema.asking.bad_request import BadRequest
from schema.limits import too_large

Fetch = Callable[[str, list[Any]], Awaitable[bytes]]


class Telling:
    """Reads the rows that one mutation, or several of one operation, answer. most: bytes of all of them together."""

    def __init__(self, fetch: Fetch, most: int) -> None:
        self.read, self.most, self.told = fetch, most, 0

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes:
        """The one value of the one row. Raises BadRequest, which says that what was written stands."""
        try:
            found = await self.read(sql, parameters)
            if self.told + len(found) > self.most:
                raise too_large(self.most)
        except BadRequest as refused:
            raise _though_written(refused) from None
        self.told += len(found)
        return found


def _though_written(refused: BadRequest) -> BadRequest:
    """A refusal to tell what was written, which says that it stands: nobody must write it again."""
    code = (refused.extensions or {}).get("code", "")
    return BadRequest(
        code, f"This is written, only not told; do not send it again, but ask by a query. {refused.message}"
    )
