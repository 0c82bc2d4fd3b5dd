"""Time windows in which something is counted, in this process or in a shared Redis."""

from __future__ import annotations

import logging
import time
from typing import Protocol

logger = logging.getLogger("nmirf.ratelimits")

MOST_WINDOWS = 100_000
SECONDS_TO_ANSWER = 1.0
"""A Redis that does not respond for longer counts as gone."""
SECONDS_OF_REST = 5.0
"""How long a Redis that was gone is left alone; then one request asks it, and no other waits for that."""


class Gone(Exception):
    """The Redis does not answer."""


class Windows(Protocol):
    """Counts by key."""

    async def count(self, key: str, seconds: int, more: int) -> tuple[int, float]:
        """Count so many more in the key's window; returns its count, and in how many seconds it ends.

        The first one opens a window of so many seconds. Raises Gone.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class OwnWindows:
    """Windows in memory; if there are too many, the oldest is dropped."""

    def __init__(self) -> None:
        self.windows: dict[str, tuple[int, float]] = {}

    async def count(self, key: str, seconds: int, more: int) -> tuple[int, float]:
        return self.count_without_waiting(key, seconds, more)

    def count_without_waiting(self, key: str, seconds: int, more: int) -> tuple[int, float]:
        """The same as `count`, without waiting."""
        now = time.monotonic()
        count, until = self.windows.get(key, (0, 0.0))
        if until <= now:
            self.windows.pop(key, None)
            count, until = 0, now + seconds if more else now
        if more:
            if len(self.windows) >= MOST_WINDOWS and key not in self.windows:
                del self.windows[next(iter(self.windows))]
            self.windows[key] = count + more, until
        return count + more, until - now

    async def close(self) -> None:
        self.windows.clear()


class SharedWindows:
    """Windows in a Redis or Valkey. Raises ValueError for a wrong address, ImportError if the client is missing."""

    def __init__(self, address: str) -> None:
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        self.errors = RedisError, OSError
        self.redis = Redis.from_url(address, socket_timeout=SECONDS_TO_ANSWER, socket_connect_timeout=SECONDS_TO_ANSWER)
        self.resting_until = 0.0

    async def count(self, key: str, seconds: int, more: int) -> tuple[int, float]:
        if self.resting_until:
            self._begin_to_look()
        try:
            async with self.redis.pipeline() as commands:
                if more:
                    commands.set(key, 0, ex=seconds, nx=True)
                    commands.incrby(key, more)
                else:
                    commands.get(key)
                commands.pttl(key)
                *_, count, left = await commands.execute()
        except self.errors as error:
            if not self.resting_until:
                logger.warning("rate limits are counted on this server alone: %s", type(error).__name__)
            self.resting_until = time.monotonic() + SECONDS_OF_REST
            raise Gone from error
        self.resting_until = 0.0
        return int(count or 0), max(0, left) / 1_000

    async def close(self) -> None:
        await self.redis.aclose()

    def _begin_to_look(self) -> None:
        """Let this request look at a Redis that has rested, and all others rest meanwhile. Raises Gone if it rests."""
        now = time.monotonic()
        if now < self.resting_until:
            raise Gone
        self.resting_until = now + SECONDS_OF_REST
