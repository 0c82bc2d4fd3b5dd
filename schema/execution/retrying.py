"""How more of an answer is read that has begun: it waits for a place, since a refusal would cut the answer off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from schema.limits import BUSY
from schema.store import StoreFetch

T = TypeVar("T")

SECONDS_BETWEEN_TRIES = 0.25


async def patiently(read: Callable[[], Awaitable[T]]) -> T:
    """What is read, tried again for as long as that is refused because too many others wait."""
    while True:
        try:
            return await read()
        except Exception as refused:
            if getattr(refused, "code", None) != BUSY:
                raise
        await asyncio.sleep(SECONDS_BETWEEN_TRIES)


def patient(fetch: StoreFetch) -> StoreFetch:
    """The same reading, which waits: for the event of a subscription."""

    async def fetched(sql: str, parameters: list[Any], heavy: bool) -> bytes:
        return await patiently(lambda: fetch(sql, parameters, heavy))

    return fetched
