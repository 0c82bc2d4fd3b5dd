"""What the engine asks of a database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from sqlalchemy import Dialect

AtOnce = Callable[[float], bytes | None]
"""Answers one statement whenever it is called, without waiting: with the moment from which its time counts, as
`perf_counter` tells it. None where it has to be waited for."""


class Store(Protocol):
    """Where statements are run."""

    @property
    def dialect(self) -> Dialect: ...

    def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> Awaitable[bytes]:
        """The one value of the one row. heavy: the statement may read much, and must leave room to the others."""
        ...

    def at_once(self, sql: str, parameters: list[Any]) -> AtOnce | None:
        """What runs this statement without waiting; None where this store always waits.

        It reads the parameters as they stand when it is called, through the connection that there is now.
        """
        ...

    def revision(self) -> Awaitable[int]:
        """A number that grows with every write, read anew each time."""
        ...

    def revision_at_once(self) -> int | None:
        """The revision, or None where it has to be waited for."""
        ...
