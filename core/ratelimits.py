"""How often somebody may ask: by token, or by address where there is none (draft-ietf-httpapi-ratelimit-headers)."""

from __future__ import annotations

import logging
import math
import time
from typing import Any

from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.requests import HTTPConnection

from core.addresses import Senders
from core.errors import StartupError
from core.identity import Viewer
from core.settings import Settings
from schema.http import HttpError

logger = logging.getLogger("nmirf.ratelimits")

MOST_WINDOWS = 100_000


class Windows(Storage):
    """Fixed windows in memory, the oldest of too many forgotten first; a hit looks at none but its own."""

    STORAGE_SCHEME = ["async+windows"]

    def __init__(self) -> None:
        super().__init__()
        self.windows: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        count, until = self._window(key)
        if not count:
            self.windows.pop(key, None)
            until = time.time() + expiry
            if len(self.windows) >= MOST_WINDOWS:
                del self.windows[next(iter(self.windows))]
        self.windows[key] = (count + amount, until)
        return count + amount

    async def get(self, key: str) -> int:
        return self._window(key)[0]

    async def get_expiry(self, key: str) -> float:
        return self._window(key)[1]

    def _window(self, key: str) -> tuple[int, float]:
        now = time.time()
        count, until = self.windows.get(key, (0, now))
        return (count, until) if until > now else (0, now)

    async def check(self) -> bool:
        return True

    async def reset(self) -> int | None:
        count = len(self.windows)
        self.windows.clear()
        return count

    async def clear(self, key: str) -> None:
        self.windows.pop(key, None)


class RateLimits:
    """Counts requests; on several servers together where they share a Redis or Valkey."""

    def __init__(self, settings: Settings) -> None:
        self.senders = Senders(settings.trusted_proxies)
        self.by_address, self.by_token = _rate(settings.rate_limit), _rate(settings.token_rate_limit)
        self.alone = FixedWindowRateLimiter(Windows())
        self.together = FixedWindowRateLimiter(_shared(settings)) if settings.rate_limit_url else self.alone

    async def count(self, connection: HTTPConnection, viewer: Viewer, headers: dict[bytes, bytes]) -> None:
        """Count a request of this viewer and say in the headers what is left. Raises HttpError 429."""
        if viewer.token is not None or viewer.name is not None:
            await self._hit(self.by_token, "token", str(viewer.token or viewer.name), headers)
        elif self.by_address is not None and (sender := self.senders.sender(connection)) is not None:
            await self._hit(self.by_address, "address", sender, headers)

    async def try_token(self, connection: HTTPConnection) -> None:
        """Hold those who try tokens to so many that are not in force. Raises HttpError 429."""
        await self._hit(self.by_address, "sign-in", self.senders.sender(connection), {}, cost=0)

    async def failed(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> None:
        """Count a token that is not in force. Raises HttpError 429."""
        await self._hit(self.by_address, "sign-in", self.senders.sender(connection), headers)

    async def close(self) -> None:
        """Let go of the Redis."""
        if isinstance(self.together.storage, RedisStorage):
            bridge: Any = self.together.storage.bridge
            await bridge.storage.aclose()

    async def _hit(
        self, rate: RateLimitItem | None, name: str, key: str | None, headers: dict[bytes, bytes], cost: int = 1
    ) -> None:
        if rate is None or key is None:
            return
        try:
            allowed, left, seconds = await _counted(self.together, rate, name, key, cost)
        except StorageError as error:
            logger.warning("rate limits are counted on this server alone: %s", type(error.storage_error).__name__)
            allowed, left, seconds = await _counted(self.alone, rate, name, key, cost)
        headers |= _told(name, rate, left, seconds)
        if not allowed:
            advice = "Ask less often" if name == "token" else "Ask less often, or with a token"
            raise HttpError(
                429,
                "RATE_LIMIT",
                f"More than {rate.amount:,} requests in {rate.get_expiry():,} seconds, which is the most allowed for "
                f"one {name}. {advice}; the next is answered in {seconds} seconds.",
                {b"retry-after": str(seconds).encode()},
            )


async def _counted(
    limiter: FixedWindowRateLimiter, rate: RateLimitItem, name: str, key: str, cost: int
) -> tuple[bool, int, int]:
    allowed = await (limiter.hit(rate, name, key) if cost else limiter.test(rate, name, key))
    window: Any = await limiter.get_window_stats(rate, name, key)
    return allowed, max(0, window.remaining), max(1, math.ceil(window.reset_time - time.time()))


def _told(name: str, rate: RateLimitItem, left: int, seconds: int) -> dict[bytes, bytes]:
    """What is left, as the draft's newest version says it, and as those before did, which more clients know."""
    return {
        b"ratelimit-policy": f'"{name}";q={rate.amount};w={rate.get_expiry()}'.encode(),
        b"ratelimit": f'"{name}";r={left};t={seconds}'.encode(),
        b"ratelimit-limit": str(rate.amount).encode(),
        b"ratelimit-remaining": str(left).encode(),
        b"ratelimit-reset": str(seconds).encode(),
    }


def _rate(written: str) -> RateLimitItem | None:
    return None if written == "off" else parse(written)


def _shared(settings: Settings) -> Storage:
    try:
        found = storage_from_string(f"async+{settings.rate_limit_url}", implementation="redispy", wrap_exceptions=True)
    except Exception:
        raise StartupError(
            "SETTING",
            "NMIRF_RATE_LIMIT_URL cannot be used: write redis://host:6379 (Valkey too), and install "
            "nmirf-network[redis].",
        ) from None
    assert isinstance(found, Storage)
    return found
