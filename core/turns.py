"""Whose turn it is at the database: large statements wait for each other, small questions are asked once for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from schema.reading import BadRequest

HEAVY_AT_ONCE, HEAVY_WAITING = 4, 60
"""Statements that read much: so many run at once, so many may wait; the rest of the store is for the others."""


class Heavy:
    """A place for statements that read much, so that they never stand in the way of the others."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(HEAVY_AT_ONCE)
        self.waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place. Raises BadRequest BUSY where too many wait already."""
        if self.waiting >= HEAVY_WAITING:
            raise BadRequest("BUSY", "Too many large requests are waiting. Ask for less at once, or again in a moment.")
        self.waiting += 1
        try:
            async with self.places:
                yield
        finally:
            self.waiting -= 1


class Shared:
    """One question at a time for all who ask: whoever comes while it is under way shares the next one.

    So the answer was always asked for after it was wanted.
    """

    def __init__(self, ask: Callable[[], Awaitable[int]]) -> None:
        self.ask = ask
        self.running: asyncio.Future[int] | None = None
        self.next: asyncio.Future[int] | None = None

    async def get(self) -> int:
        if self.running is None:
            self.running = asyncio.ensure_future(self.ask())
            self.running.add_done_callback(self._done)
            return await asyncio.shield(self.running)
        if self.next is None:
            self.next = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self.next)

    def _done(self, _: asyncio.Future[int]) -> None:
        waited, self.running, self.next = self.next, None, None
        if waited is not None:
            self.running = asyncio.ensure_future(self.ask())
            self.running.add_done_callback(self._done)
            self.running.add_done_callback(lambda told: _hand_on(told, waited))


def _hand_on(told: asyncio.Future[int], waited: asyncio.Future[int]) -> None:
    if waited.cancelled():
        return
    error = None if told.cancelled() else told.exception()
    if error is not None:
        waited.set_exception(error)
    elif not told.cancelled():
        waited.set_result(told.result())
