"""Turns at reading and writing files, so that large ones hold up neither small ones nor other requests."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """Each sender reads one page at a time; what was read is written one page after the other, whoever asked for it."""

    def __init__(self) -> None:
        self.writing = asyncio.Lock()
        self.of_senders: WeakValueDictionary[str | None, asyncio.Lock] = WeakValueDictionary()

    def reading(self, sender: str | None) -> asyncio.Lock:
        """The lock that the files of a sender share; it exists as long as one of them is read."""
        return self.of_senders.setdefault(sender, asyncio.Lock())
