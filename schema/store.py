"""What the engine asks of a database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from sqlalchemy import Dialect

AtOnce = Callable[[float], bytes | None]
"""Answers one statement whenever it is called, without waiting: with the moment from which its time counts, as
`perf_counter` tells it. None where it has to be waited for."""


class Store(Protocol):
    """Where statements are run.

    revision: a number that grows with every write, read anew each time; revision_at_once: the same, or None where it
    has to be waited for; at_once: what answers a statement, with its parameters as they will be, where none waits. It
    reads through the connection that there is now, and goes on to do so.
    """

    @property
    def dialect(self) -> Dialect: ...

    def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> Awaitable[bytes]: ...

    def at_once(self, sql: str, parameters: list[Any]) -> AtOnce | None: ...

    def revision(self) -> Awaitable[int]: ...

    def revision_at_once(self) -> int | None: ...
