"""Where requests are let in: whoever serves the schema says who reads."""

from __future__ import annotations

from typing import Protocol

from starlette.requests import HTTPConnection

from schema.reading import Reading

Headers = dict[bytes, bytes]


class Door(Protocol):
    """Lets requests in."""

    async def enter(self, connection: HTTPConnection, headers: Headers) -> Reading:
        """Who reads, for one more request; what the answer's headers are to say of it goes into them.

        Raises HttpError: 401 where nobody knows the sender, 429 where it asks too often, 503 where none can tell.
        """
        ...

    async def again(self, connection: HTTPConnection) -> Reading:
        """Who reads by now, for a connection that was let in before; it counts as no request. Raises HttpError."""
        ...
