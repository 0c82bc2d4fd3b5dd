"""Threads for what Python computes, so that it delays no other answer: plans, introspection, resolvers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from schema.limits import MOST_WAITING, busy
from schema.resolvers.allowance import Allowance

T = TypeVar("T")


class WorkerThreads:
    """A pool of threads for one kind of work: no other work waits for it."""

    def __init__(self, name: str, threads: int) -> None:
        self.executor = ThreadPoolExecutor(threads, f"nmirf-{name}")
        self.unfinished = 0

    def run(self, work: Callable[[], T]) -> Awaitable[T]:
        """The result of work that is done in one of the threads, in the current context."""
        context = copy_context()
        return asyncio.get_running_loop().run_in_executor(self.executor, lambda: context.run(work))

    async def compute(self, work: Callable[[], T], allowance: Allowance) -> T:
        """The result of work within an allowance, which is given up once nobody waits for it any more.

        Raises BadRequest BUSY if too much work is waiting already.
        """
        if self.unfinished >= MOST_WAITING:
            raise busy()

        def computed() -> T:
            allowance.begin()
            return work()

        self.unfinished += 1
        try:
            return await self.run(computed)
        except asyncio.CancelledError:
            allowance.give_up()
            raise
        finally:
            self.unfinished -= 1


RESOLVERS, INTROSPECTION = WorkerThreads("computing", 2), WorkerThreads("introspection", 1)
_PLANNING = WorkerThreads("planning", 2)


def plan_in_thread(make: Callable[[], T]) -> Awaitable[T]:
    """Make a plan in a thread."""
    return _PLANNING.run(make)
