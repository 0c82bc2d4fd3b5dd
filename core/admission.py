"""Who is let in: identified, and not asking too often."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection

from core.ratelimits import RateLimits
from schema.http import HttpError
from schema.reading import Reading

Identify = Callable[[HTTPConnection, bool, bytes], Awaitable[Reading]]
"""The reading for a request, given whether it says who sends it, and its Accept-Language. Raises HttpError."""


class Admission:
    """Lets requests in, one by one."""

    def __init__(self, identify: Identify, rates: RateLimits) -> None:
        self.identify, self.rates = identify, rates

    async def enter(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> Reading:
        """The reading for a request; what is left to its sender goes into the headers. Raises HttpError 401, 429."""
        claims, languages = False, b""
        for name, value in connection.scope["headers"]:
            if name == b"authorization":
                claims = True
            elif name == b"accept-language":
                languages = value
        if claims:
            await self.rates.try_token(connection)
        try:
            reading = await self.identify(connection, claims, languages)
        except HttpError as error:
            if error.status == 401:
                await self.rates.failed(connection, headers)
            raise
        await self.rates.count(connection, reading.viewer, headers)
        return reading

    async def again(self, connection: HTTPConnection) -> Reading:
        """The reading for a connection that was let in before, as its sender is by now. Raises HttpError 401, 503."""
        return await self.identify(connection)
