"""Work in threads that always ends for its caller."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


async def in_thread(
    function: Callable[Parameters, Answer], *args: Parameters.args, **kwargs: Parameters.kwargs
) -> Answer:
    """Run a function in a thread. Raises what it raises, except RuntimeError for StopIteration."""
    return await in_thread_of(None, function, *args, **kwargs)


async def in_thread_of(
    threads: ThreadPoolExecutor | None,
    function: Callable[Parameters, Answer],
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Answer:
    """Run a function like `in_thread`, in one of these threads. threads: None for those of the event loop."""

    def run() -> Answer:
        try:
            return function(*args, **kwargs)
        except StopIteration as error:
            # asyncio cannot pass it on: the caller would wait forever.
            raise RuntimeError("A function raised StopIteration.") from error

    return await asyncio.get_running_loop().run_in_executor(threads, copy_context().run, run)


async def run_to_its_end(
    function: Callable[Parameters, Answer], *args: Parameters.args, **kwargs: Parameters.kwargs
) -> Answer:
    """Run a function in a thread; when cancelled, wait for it first, so that it leaves no connection behind."""
    running = asyncio.ensure_future(in_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
