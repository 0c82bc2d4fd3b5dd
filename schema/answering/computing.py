"""What Python computes for an answer, beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from schema.assembling.allowance import Allowance, GivenUp

AT_ONCE = 2
_THREADS = ThreadPoolExecutor(AT_ONCE, "nmirf-computing")
"""Threads of its own: nothing else that is done in a thread waits for what is computed."""

Found = TypeVar("Found")


async def in_thread(work: Callable[[], Found]) -> Found:
    """What is computed in a thread, while others are answered."""
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(_THREADS, lambda: context.run(work))


async def aside(work: Callable[[], Found], allowance: Allowance) -> Found:
    """The same, as far as it is allowed. Raises BadRequest TIME_LIMIT, ANSWER_SIZE."""

    def computed() -> Found:
        allowance.begin()
        return work()

    try:
        return await in_thread(computed)
    except GivenUp as given_up:
        raise given_up.refusal from None
