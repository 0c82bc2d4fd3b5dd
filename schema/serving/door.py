"""Where requests are let in: whoever serves the schema says who reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from starlette.requests import HTTPConnection
from starlette.types import Scope

from schema.asking.reading import Reading

Headers = dict[bytes, bytes]


class Door(Protocol):
    """Lets requests in."""

    async def enter(self, connection: HTTPConnection, headers: Headers) -> Reading:
        """Who reads, for one more request; what the answer's headers are to say of it goes into them.

        Raises HttpError: 401 where nobody knows the sender, 429 where it asks too often, 503 where none can tell.
        """
        ...

    def public(self, connection: HTTPConnection) -> Reading | None:
        """The reading of the public, where a request claims nothing else; it is let in once it is counted."""
        ...

    def anybody(self, languages: Sequence[str]) -> Reading:
        """The reading of the public in these languages, as it is now."""
        ...

    def today(self) -> date:
        """The day that such a reading is of."""
        ...

    def languages(self, connection: HTTPConnection) -> Sequence[str]:
        """The languages that a request asks for."""
        ...

    def may_enter(self, scope: Scope) -> bool:
        """Whether one more request of the public may be let in now. Where not, call `enter`, which waits or refuses."""
        ...

    def known(self, connection: HTTPConnection, languages: Sequence[str]) -> Reading | None:
        """Who reads, for one more request that claims to be somebody's, where nothing has to be waited for.

        None where `enter` is to tell, or to refuse.
        """
        ...

    def let_in(self, connection: HTTPConnection, reading: Reading | None, headers: Headers) -> None:
        """Let in a request that may enter, as `enter` does. reading: of whom it is known to be; None for the public."""
        ...

    async def again(self, connection: HTTPConnection) -> Reading:
        """Who reads by now, for a connection that was let in before; it counts as no request. Raises HttpError."""
        ...
