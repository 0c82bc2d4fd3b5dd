"""Rate limits, by token, or by address for the public (draft-ietf-httpapi-ratelimit-headers)."""

from __future__ import annotations

import math

from starlette.requests import HTTPConnection

from core.errors import StartupError
from core.http.limits.addresses import Senders
from core.http.limits.windows import Gone, OwnWindows, SharedWindows, Windows
from core.identity import Viewer
from core.settings.rates import Rate, rate_of
from core.settings.settings import Settings
from schema.serving.http import HttpError

PREFIX = "nmirf"
"""The prefix of all keys in a Redis."""


class RateLimits:
    """Counts requests; several servers count together if they share a Redis or Valkey."""

    def __init__(self, settings: Settings) -> None:
        self.senders = Senders(settings.trusted_proxies)
        self.by_address, self.by_token = _rate(settings.rate_limit), _rate(settings.token_rate_limit)
        self.alone = OwnWindows()
        self.together: Windows = _shared(settings) if settings.rate_limit_url else self.alone

    async def count(self, connection: HTTPConnection, viewer: Viewer, headers: dict[bytes, bytes]) -> None:
        """Count a request of this viewer, and add what is left to the headers. Raises HttpError 429."""
        await self._hit(*self._counted_by(connection, viewer), headers)

    def has_left(self, connection: HTTPConnection, viewer: Viewer) -> bool:
        """Whether this viewer has requests left; false if other servers count as well: asking them takes time."""
        return self._has_left(*self._counted_by(connection, viewer))

    def count_without_waiting(self, connection: HTTPConnection, viewer: Viewer, headers: dict[bytes, bytes]) -> None:
        """Count a request as `count` does, of a viewer that has some left."""
        rate, name, key = self._counted_by(connection, viewer)
        if rate is not None and key is not None:
            headers |= _headers_of(
                name, rate, *self.alone.count_without_waiting(_window(rate, name, key), rate.seconds, 1)
            )

    def may_try(self, connection: HTTPConnection) -> bool:
        """Whether `try_token` would allow an attempt; false if other servers count as well."""
        return self._has_left(self.by_address, "sign-in", self.senders.sender(connection))

    async def try_token(self, connection: HTTPConnection) -> None:
        """Allow a token to be tried, unless too many attempts have failed. Raises HttpError 429."""
        await self._hit(self.by_address, "sign-in", self.senders.sender(connection), {}, cost=0)

    async def count_failure(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> None:
        """Count a failed attempt to sign in. Raises HttpError 429."""
        await self._hit(self.by_address, "sign-in", self.senders.sender(connection), headers)

    async def close(self) -> None:
        """Close the connections to the Redis."""
        await self.together.close()

    def _counted_by(self, connection: HTTPConnection, viewer: Viewer) -> tuple[Rate | None, str, str | None]:
        """The rate by which a viewer's requests are counted, with its name and key."""
        key = _key_of(viewer)
        if key is not None:
            return self.by_token, "token", key
        return self.by_address, "address", None if self.by_address is None else self.senders.sender(connection)

    def _has_left(self, rate: Rate | None, name: str, key: str | None) -> bool:
        if rate is None or key is None:
            return True
        if self.together is not self.alone:
            return False
        return self.alone.count_without_waiting(_window(rate, name, key), rate.seconds, 0)[0] < rate.amount

    async def _hit(
        self, rate: Rate | None, name: str, key: str | None, headers: dict[bytes, bytes], cost: int = 1
    ) -> None:
        if rate is None or key is None:
            return
        window = _window(rate, name, key)
        try:
            count, until = await self.together.count(window, rate.seconds, cost)
        except Gone:
            count, until = await self.alone.count(window, rate.seconds, cost)
        allowed = count <= rate.amount if cost else count < rate.amount
        headers |= _headers_of(name, rate, count, until)
        if not allowed:
            seconds = _seconds(until)
            advice = "Send fewer requests" if name == "token" else "Send fewer requests, or use a token"
            raise HttpError(
                429,
                "RATE_LIMIT",
                f"More than {rate.amount:,} requests in {rate.seconds:,} seconds, which is the most allowed for "
                f"one {name}. {advice}; the next is answered in {seconds} seconds.",
                {b"retry-after": str(seconds).encode()},
            )


def _key_of(viewer: Viewer) -> str | None:
    """The key of a known viewer; None for the public. The name comes last: several viewers may share one."""
    for kind, value in (("token", viewer.token), ("subject", viewer.subject), ("name", viewer.name)):
        if value is not None:
            return f"{kind}/{value}"
    return None


def _window(rate: Rate, name: str, key: str) -> str:
    return f"{PREFIX}/{name}/{key}/{rate.amount}/{rate.seconds}"


def _seconds(until: float) -> int:
    return max(1, math.ceil(until))


def _headers_of(name: str, rate: Rate, count: int, until: float) -> dict[bytes, bytes]:
    """What is left, in the headers of the draft's newest version and of earlier ones, which more clients know."""
    left, seconds = max(0, rate.amount - count), _seconds(until)
    return {
        b"ratelimit-policy": f'"{name}";q={rate.amount};w={rate.seconds}'.encode(),
        b"ratelimit": f'"{name}";r={left};t={seconds}'.encode(),
        b"ratelimit-limit": str(rate.amount).encode(),
        b"ratelimit-remaining": str(left).encode(),
        b"ratelimit-reset": str(seconds).encode(),
    }


def _rate(written: str) -> Rate | None:
    return None if written == "off" else rate_of(written)


def _shared(settings: Settings) -> SharedWindows:
    try:
        return SharedWindows(settings.rate_limit_url)
    except (ImportError, ValueError):
        raise StartupError(
            "SETTING",
            "NMIRF_RATE_LIMIT_URL cannot be used: write redis://host:6379 (Valkey too), and install "
            "nmirf-network[redis].",
        ) from None
