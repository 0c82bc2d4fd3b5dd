"""What the HTTP layer of the engine needs from its host: who reads, and whether a request is let in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from typing import Protocol

from starlette.requests import HTTPConnection
from starlette.types import Scope

from schema.request.reading import Reading

Headers = dict[bytes, bytes]


class Door(Protocol):
    """Lets requests in."""

    async def enter(self, connection: HTTPConnection, headers: Headers) -> Reading:
        """Let one request in; returns the reading of its sender. Adds headers for the answer.

        Raises HttpError: NotAdmitted for an unknown sender (401) or one without a role (403), 429 for too many
        requests, 503 if the sender cannot be checked.
        """
        ...

    def public(self, connection: HTTPConnection) -> Reading | None:
        """The reading of the public, if the request claims no identity. `count` counts it."""
        ...

    def public_reading(self, languages: Sequence[str]) -> Reading:
        """The current reading of the public in these languages."""
        ...

    def today(self) -> date:
        """The day of such a reading."""
        ...

    def languages(self, connection: HTTPConnection) -> Sequence[str]:
        """The languages that a request asks for."""
        ...

    def may_enter(self, scope: Scope) -> bool:
        """Whether one more request of the public may be let in now. Else call `enter`, which waits or refuses."""
        ...

    def reading_without_waiting(self, connection: HTTPConnection, languages: Sequence[str]) -> Reading | None:
        """The reading of a sender that claims an identity, if it is known without waiting.

        Else None: call `enter`, which finds out or refuses.
        """
        ...

    def count(self, connection: HTTPConnection, reading: Reading | None, headers: Headers) -> None:
        """Let in and count a request, as `enter` does. reading: of its sender; None for the public."""
        ...

    def watched(self) -> AbstractAsyncContextManager[None]:
        """While somebody is connected who may subscribe: from its beginning on, it is known what is new."""
        ...

    def following(self) -> AbstractAsyncContextManager[None]:
        """While an operation is executed that has just arrived: what it subscribes to begins now, before all else."""
        ...

    async def again(self, connection: HTTPConnection) -> Reading:
        """The current reading of a connection that was let in before; not counted as a request. Raises HttpError."""
        ...
