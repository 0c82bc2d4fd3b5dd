"""Work in threads, so that it always comes to an end for whoever waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


async def in_thread(
    function: Callable[Parameters, Answer], *args: Parameters.args, **kwargs: Parameters.kwargs
) -> Answer:
    """Run a function in a thread. Raises what it raises, but RuntimeError for StopIteration."""

    def run() -> Answer:
        try:
            return function(*args, **kwargs)
        except StopIteration as error:
            # asyncio cannot hand it on: whoever waits would wait for ever.
            raise RuntimeError("A function raised StopIteration.") from error

    return await asyncio.to_thread(run)


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
