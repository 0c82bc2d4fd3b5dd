"""What is found once for all that one turn of the event loop answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class OnceATurn(Generic[T]):
    """Finds something where it is first asked for in a turn of the event loop, and anew in the next turn.

    To be called as requests arrive, not from tasks: all that arrive in a turn were sent before anybody could be told of
    what is written during it. Where very many arrive, uvloop looks for more within a turn, and its time goes on.
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
