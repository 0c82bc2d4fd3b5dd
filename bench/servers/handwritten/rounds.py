"""Ballots in rounds: those that are wanted at the same moment share a transaction, as the platform's writes do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context

from bench.servers.handwritten.journaling import Cast
from core.writing.rounds import TURNS


class Rounds:
    """Has ballots cast together. write: casts some in one transaction, all or none; shared: how many the last round had."""

    def __init__(self, write: Callable[[Sequence[Cast]], Awaitable[None]]) -> None:
        self.write, self.shared = write, 0
        self.wanted: list[tuple[Cast, asyncio.Future[None]]] = []
        self.running: asyncio.Task[None] | None = None

    async def cast(self, cast: Cast) -> None:
        """Cast a ballot. Raises whatever that raises."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.wanted.append((cast, written))
        if self.running is None:
            self.running = asyncio.create_task(self._run(), context=Context())
        await written

    async def _run(self) -> None:
        try:
            while self.wanted:
                for _ in range(TURNS if self.shared > 1 else 0):
                    await asyncio.sleep(0)
                wanted, self.wanted = self.wanted, []
                self.shared = len(wanted)
                await self._together(wanted)
                await asyncio.sleep(0)
        finally:
            self.running = None

    async def _together(self, wanted: Sequence[tuple[Cast, asyncio.Future[None]]]) -> None:
        """Cast them in one transaction; where one of them fails, each in its own."""
        try:
            await self.write([cast for cast, _ in wanted])
        except Exception as error:
            if len(wanted) > 1:
                for one in wanted:
                    await self._together([one])
            elif not wanted[0][1].done():
                wanted[0][1].set_exception(error)
            return
        for _, written in wanted:
            if not written.done():
                written.set_result(None)
