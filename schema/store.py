"""What the engine needs of a database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from sqlalchemy import Dialect

Fetch = Callable[[str, list[Any]], Awaitable[bytes]]
"""Runs one statement: the one value of the one row."""
StoreFetch = Callable[[str, list[Any], bool], Awaitable[bytes]]
"""`Store.fetch`: SQL, parameters, and whether the statement is heavy."""
WithoutWaiting = Callable[[float], bytes | None]
"""Runs one statement without waiting, given the moment from which its time counts (of `perf_counter`). Returns None
where it would have to wait."""


class Store(Protocol):
    """Where statements are run."""

    @property
    def dialect(self) -> Dialect: ...

    def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> Awaitable[bytes]:
        """The one value of the one row. heavy: the statement may read much, and must not hold up others."""
        ...

    def without_waiting(self, sql: str, parameters: list[Any]) -> WithoutWaiting | None:
        """A function that runs this statement without waiting; None if this store always has to wait.

        It takes the parameters as they are when it is called, and uses the connection that is open now.
        """
        return None

    def revision(self) -> Awaitable[int]:
        """A number that grows with every write, read again each time."""
        ...

    def revision_without_waiting(self) -> int | None:
        """The revision; None if this store always has to wait."""
        return None
