"""Heavy statements, which read much: they wait for each other, so that nobody else waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from schema.limits import MOST_WAITING, busy

HEAVY_TOGETHER, HEAVY_WAITING = 4, MOST_WAITING
"""How many heavy statements run at a time, and how many may wait; the rest of the store is for the others."""
WAIT_SECONDS = 10.0
"""How long one waits for its turn: those whose clients have left make room for others after that."""


class Heavy:
    """Places for heavy statements, so that they never delay the others."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(HEAVY_TOGETHER)
        self.waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place. Raises BadRequest BUSY if too many wait already, or if none becomes free in time."""
        if self.waiting >= HEAVY_WAITING:
            raise busy()
        self.waiting += 1
        try:
            await self._take()
            try:
                yield
            finally:
                self.places.release()
        finally:
            self.waiting -= 1

    async def _take(self) -> None:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self.places.acquire()
        except TimeoutError:
            raise busy() from None
