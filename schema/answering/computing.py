"""What Python computes for an answer, beside everything else: what its fields are, and the plan by which it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from schema.completing.allowance import Allowance

THREADS = 2
_COMPUTING = ThreadPoolExecutor(THREADS, "nmirf-computing")
_PLANNING = ThreadPoolExecutor(THREADS, "nmirf-planning")
"""Threads of their own: nothing else that is done in a thread waits for what is computed, and no plan does either."""

T = TypeVar("T")


def planned(make: Callable[[], T]) -> Awaitable[T]:
    """What is planned in a thread, while others are answered."""
    return _in_thread(_PLANNING, make)


async def aside(work: Callable[[], T], allowance: Allowance) -> T:
    """What is computed in a thread, as far as it is allowed."""

    def computed() -> T:
        allowance.begin()
        return work()

    return await _in_thread(_COMPUTING, computed)


def _in_thread(threads: ThreadPoolExecutor, work: Callable[[], T]) -> Awaitable[T]:
    context = copy_context()
    return asyncio.get_running_loop().run_in_executor(threads, lambda: context.run(work))
