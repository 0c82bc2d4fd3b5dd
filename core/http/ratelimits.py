"""How often somebody may ask: by token, or by address where there is none (draft-ietf-httpapi-ratelimit-headers)."""

from __future__ import annotations

import logging
import math

from starlette.requests import HTTPConnection

from core.errors import StartupError
from core.http.addresses import Senders
from core.http.windows import Gone, OwnWindows, SharedWindows, Windows
from core.identity import Viewer
from core.rates import Rate, rate_of
from core.settings import Settings
from schema.serving.http import HttpError

logger = logging.getLogger("nmirf.ratelimits")

PREFIX = "nmirf"
"""Of the keys in a Redis."""


class RateLimits:
    """Counts requests; on several servers together where they share a Redis or Valkey."""

    def __init__(self, settings: Settings) -> None:
        self.senders = Senders(settings.trusted_proxies)
        self.by_address, self.by_token = _rate(settings.rate_limit), _rate(settings.token_rate_limit)
        self.alone = OwnWindows()
        self.together: Windows = _shared(settings) if settings.rate_limit_url else self.alone

    async def count(self, connection: HTTPConnection, viewer: Viewer, headers: dict[bytes, bytes]) -> None:
        """Count a request of this viewer and say in the headers what is left. Raises HttpError 429."""
        if viewer.token is not None or viewer.name is not None:
            await self._hit(self.by_token, "token", str(viewer.token or viewer.name), headers)
        elif self.by_address is not None and (sender := self.senders.sender(connection)) is not None:
            await self._hit(self.by_address, "address", sender, headers)

    def has_left(self, connection: HTTPConnection) -> bool:
        """Whether a request of the public is not one too many; false also where other servers count with this one."""
        rate, sender = self.by_address, self.senders.sender(connection)
        if rate is None or sender is None:
            return True
        window = _window(rate, "address", sender)
        return self.together is self.alone and self.alone.counted(window, rate.seconds, 0)[0] < rate.amount

    def counted(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> None:
        """Count a request of the public as `count` does, where it has some left."""
        rate, sender = self.by_address, self.senders.sender(connection)
        if rate is not None and sender is not None:
            window = _window(rate, "address", sender)
            headers |= _told("address", rate, *self.alone.counted(window, rate.seconds, 1))

    async def try_token(self, connection: HTTPConnection) -> None:
        """Hold those who try tokens to so many that are not in force. Raises HttpError 429."""
        await self._hit(self.by_address, "sign-in", self.senders.sender(connection), {}, cost=0)

    async def failed(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> None:
        """Count a token that is not in force. Raises HttpError 429."""
        await self._hit(self.by_address, "sign-in", self.senders.sender(connection), headers)

    async def close(self) -> None:
        """Let go of the Redis."""
        await self.together.close()

    async def _hit(
        self, rate: Rate | None, name: str, key: str | None, headers: dict[bytes, bytes], cost: int = 1
    ) -> None:
        if rate is None or key is None:
            return
        window = _window(rate, name, key)
        try:
            count, until = await self.together.count(window, rate.seconds, cost)
        except Gone as error:
            logger.warning("rate limits are counted on this server alone: %s", error)
            count, until = await self.alone.count(window, rate.seconds, cost)
        allowed = count <= rate.amount if cost else count < rate.amount
        headers |= _told(name, rate, count, until)
        if not allowed:
            seconds = _seconds(until)
            advice = "Ask less often" if name == "token" else "Ask less often, or with a token"
            raise HttpError(
                429,
                "RATE_LIMIT",
                f"More than {rate.amount:,} requests in {rate.seconds:,} seconds, which is the most allowed for "
                f"one {name}. {advice}; the next is answered in {seconds} seconds.",
                {b"retry-after": str(seconds).encode()},
            )


def _window(rate: Rate, name: str, key: str) -> str:
    return f"{PREFIX}/{name}/{key}/{rate.amount}/{rate.seconds}"


def _seconds(until: float) -> int:
    return max(1, math.ceil(until))


def _told(name: str, rate: Rate, count: int, until: float) -> dict[bytes, bytes]:
    """What is left, as the draft's newest version says it, and as those before did, which more clients know."""
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
