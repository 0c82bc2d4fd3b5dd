"""Casts ballots in rounds: those that arrive at the same moment share a transaction, as the platform's writes do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context

from bench.servers.handwritten.journaling import Cast
from core.writing.rounds import TURNS


class Rounds:
    """Casts ballots together.

    write: casts several in one transaction, all or none; shared: the number of ballots in the last round.
    """

    def __init__(self, write: Callable[[Sequence[Cast]], Awaitable[None]]) -> None:
        self.write, self.shared = write, 0
        self.waiting: list[tuple[Cast, asyncio.Future[None]]] = []
        self.running: asyncio.Task[None] | None = None

    async def cast(self, cast: Cast) -> None:
        """Cast a ballot. Raises the error of `write`."""
        result: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((cast, result))
        if self.running is None:
            self.running = asyncio.create_task(self._run(), context=Context())
        await result

    async def _run(self) -> None:
        try:
            while self.waiting:
                for _ in range(TURNS if self.shared > 1 else 0):
                    await asyncio.sleep(0)
                batch, self.waiting = self.waiting, []
                self.shared = len(batch)
                await self._cast_all(batch)
                await asyncio.sleep(0)
        finally:
            self.running = None

    async def _cast_all(self, batch: Sequence[tuple[Cast, asyncio.Future[None]]]) -> None:
        """Cast ballots in one transaction; if one fails, cast each in its own."""
        try:
            await self.write([cast for cast, _ in batch])
        except Exception as error:
            if len(batch) > 1:
                for one in batch:
                    await self._cast_all([one])
            elif not batch[0][1].done():
                batch[0][1].set_exception(error)
            return
        for _, result in batch:
            if not result.done():
                result.set_result(None)
