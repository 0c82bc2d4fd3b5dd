"""Reads that wait their turn: once an answer has begun, a refusal would cut it off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from schema.limits import BUSY
from schema.store import StoreFetch

T = TypeVar("T")

SECONDS_BETWEEN_TRIES = 0.25


async def retry_while_busy(read: Callable[[], Awaitable[T]]) -> T:
    """What is read; a read that is refused as BUSY is tried again until it succeeds."""
    while True:
        try:
            return await read()
        except Exception as refused:
            if getattr(refused, "code", None) != BUSY:
                raise
        await asyncio.sleep(SECONDS_BETWEEN_TRIES)


def retrying(fetch: StoreFetch) -> StoreFetch:
    """The same reads, tried again while the database is busy: for the events of a subscription."""

    async def fetched(sql: str, parameters: list[Any], heavy: bool) -> bytes:
        return await retry_while_busy(lambda: fetch(sql, parameters, heavy))

    return fetched
