"""What Python computes for an answer, beside everything else: what its fields are, and the plan by which it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from schema.limits import MOST_WAITING, busy
from schema.resolvers.allowance import Allowance

T = TypeVar("T")


class Room:
    """Threads of its own for one kind of work: nothing else waits for it."""

    def __init__(self, name: str, threads: int) -> None:
        self.threads = ThreadPoolExecutor(threads, f"nmirf-{name}")
        self.inside = 0

    def run(self, work: Callable[[], T]) -> Awaitable[T]:
        """What is done in one of the threads, in the context of now."""
        context = copy_context()
        return asyncio.get_running_loop().run_in_executor(self.threads, lambda: context.run(work))

    async def aside(self, work: Callable[[], T], allowance: Allowance) -> T:
        """What is computed there, as far as it is allowed. Raises BadRequest BUSY where too many wait already."""
        if self.inside >= MOST_WAITING:
            raise busy()

        def computed() -> T:
            allowance.begin()
            return work()

        self.inside += 1
        try:
            return await self.run(computed)
        finally:
            self.inside -= 1


RESOLVERS, INTROSPECTION = Room("computing", 2), Room("introspection", 1)
_PLANNING = Room("planning", 2)


def planned_aside(make: Callable[[], T]) -> Awaitable[T]:
    """What is planned in a thread, while others are answered."""
    return _PLANNING.run(make)
