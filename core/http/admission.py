"""Admission: whether the sender of a request may send one more."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date

from starlette.requests import HTTPConnection
from starlette.types import Scope

from core.http.identification import Identification
from core.http.limits.ratelimits import RateLimits
from core.identity import PUBLIC
from core.platform import Platform
from schema.request.reading import Reading
from schema.serving.headers import headers_of
from schema.serving.http import NotAdmitted


class Admission(Identification):
    """Admits requests, one by one, once it has identified their senders."""

    def __init__(self, platform: Platform, rates: RateLimits) -> None:
        super().__init__(platform)
        self.rates = rates

    async def enter(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> Reading:
        """The reading for a request; its sender's remaining requests go into the headers.

        Raises HttpError: 401, 403, 429, 503.
        """
        reading = self.public(connection)
        if reading is None:
            reading = await self._identified(connection, headers)
        if self.rates.by_address is not None or reading.viewer is not PUBLIC:
            await self.rates.count(connection, reading.viewer, headers)
        return reading

    def public_reading(self, languages: Sequence[str]) -> Reading:
        """The present reading of the public in these languages."""
        return self.platform.reading(PUBLIC, languages)

    def today(self) -> date:
        """The day of such a reading."""
        return self.platform.now().date()

    def may_enter(self, scope: Scope) -> bool:
        """Whether one more request of the public is admitted, as far as that is known without waiting."""
        return self.rates.by_address is None or self.rates.has_left(HTTPConnection(scope), PUBLIC)

    def reading_without_waiting(self, connection: HTTPConnection, languages: Sequence[str]) -> Reading | None:
        """The reading for a sender that is known without waiting and may send one more request; else None."""
        viewer = self.known(connection) if self.rates.may_try(connection) else None
        if viewer is None or not self.rates.has_left(connection, viewer):
            return None
        return self.platform.reading(viewer, languages)

    def count(self, connection: HTTPConnection, reading: Reading | None, headers: dict[bytes, bytes]) -> None:
        """Count a request that is admitted; its sender's remaining requests go into the headers."""
        if self.rates.by_address is not None or reading is not None:
            self.rates.count_without_waiting(connection, PUBLIC if reading is None else reading.viewer, headers)

    def watched(self) -> AbstractAsyncContextManager[None]:
        """While somebody is connected who may subscribe: from its beginning on, it is known what is new."""
        return self.platform.stream.watched()

    def following(self) -> AbstractAsyncContextManager[None]:
        """While an operation is executed that has just arrived: what it subscribes to begins now, before all else."""
        return self.platform.stream.following()

    async def _identified(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> Reading:
        """The reading for a sender with credentials; failed attempts are limited."""
        if b"authorization" in headers_of(connection.scope):
            await self.rates.try_token(connection)
        try:
            return await self.reading(connection)
        except NotAdmitted:
            await self.rates.count_failure(connection, headers)
            raise

    async def again(self, connection: HTTPConnection) -> Reading:
        """The present reading for a connection that was admitted before. Raises HttpError: 401, 403, 503."""
        return self.public(connection) or await self.reading(connection)
