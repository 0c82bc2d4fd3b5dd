"""What the engine asks of a database."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Protocol

from sqlalchemy import Dialect


class Store(Protocol):
    """Where statements are run.

    revision: a number that grows with every write, read anew each time; fetch_at_once, revision_at_once: what these
    answer, or None where it has to be waited for.
    """

    @property
    def dialect(self) -> Dialect: ...

    def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> Awaitable[bytes]: ...

    def fetch_at_once(self, sql: str, parameters: list[Any]) -> bytes | None: ...

    def revision(self) -> Awaitable[int]: ...

    def revision_at_once(self) -> int | None: ...
