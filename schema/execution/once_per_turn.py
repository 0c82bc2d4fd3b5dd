"""A value that is looked up once for all requests of one turn of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class OncePerTurn(Generic[T]):
    """Looks a value up when it is first needed in a turn of the event loop, and again in the next turn.

    Call it as requests arrive, not from tasks: whatever arrives in one turn was sent before any client could know of a
    write made during that turn. The loop's time is compared as well, since under load uvloop reads further requests
    within the same turn.
    """

    def __init__(self, find: Callable[[], T | None]) -> None:
        self.find = find
        self.found: T | None = None
        self.at = 0.0

    def __call__(self) -> T | None:
        loop = asyncio.get_running_loop()
        if self.found is None or self.at != loop.time():
            self.found, self.at = self.find(), loop.time()
            loop.call_soon(self._forget)
        return self.found

    def _forget(self) -> None:
        self.found = None
