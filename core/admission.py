"""Who is let in: identified, and not asking too often."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection

from core.ratelimits import RateLimits
from schema.http import HttpError
from schema.reading import Reading


class Admission:
    """Lets requests in, one by one."""

    def __init__(self, identify: Callable[[HTTPConnection], Awaitable[Reading]], rates: RateLimits) -> None:
        self.identify, self.rates = identify, rates

    async def enter(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> Reading:
        """The reading for a request; what is left to its sender goes into the headers. Raises HttpError 401, 429."""
        for name, _ in connection.scope["headers"]:
            if name == b"authorization":
                await self.rates.try_token(connection)
        try:
            reading = await self.identify(connection)
        except HttpError as error:
            if error.status == 401:
                await self.rates.failed(connection, headers)
            raise
        await self.rates.count(connection, reading.viewer, headers)
        return reading

    async def again(self, connection: HTTPConnection) -> Reading:
        """The reading for a connection that was let in before, as its sender is by now. Raises HttpError 401, 503."""
        return await self.identify(connection)
