"""Windows of time in which something is counted, in this process or in a Redis that several share."""

from __future__ import annotations

import time
from typing import Protocol

MOST_WINDOWS = 100_000
SECONDS_TO_ANSWER = 1.0
"""A Redis that says nothing for longer is taken to be gone."""


class Gone(Exception):
    """The Redis does not answer."""


class Windows(Protocol):
    """Counts by key."""

    async def count(self, key: str, seconds: int, more: int) -> tuple[int, float]:
        """How many there are in the key's window with so many more, and in how many seconds it ends.

        The first opens a window of so many seconds. Raises Gone.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class OwnWindows:
    """Windows in memory, of which the oldest is forgotten where there are too many."""

    def __init__(self) -> None:
        self.windows: dict[str, tuple[int, float]] = {}

    async def count(self, key: str, seconds: int, more: int) -> tuple[int, float]:
        return self.count_without_waiting(key, seconds, more)

    def count_without_waiting(self, key: str, seconds: int, more: int) -> tuple[int, float]:
        """What `count` tells, without waiting."""
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
    """Windows in a Redis or Valkey. Raises ValueError or ImportError where the address or the client will not do."""

    def __init__(self, address: str) -> None:
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        self.errors = RedisError, OSError
        self.redis = Redis.from_url(address, socket_timeout=SECONDS_TO_ANSWER, socket_connect_timeout=SECONDS_TO_ANSWER)

    async def count(self, key: str, seconds: int, more: int) -> tuple[int, float]:
        try:
            async with self.redis.pipeline() as asked:
                if more:
                    asked.set(key, 0, ex=seconds, nx=True)
                    asked.incrby(key, more)
                else:
                    asked.get(key)
                asked.pttl(key)
                *_, count, left = await asked.execute()
        except self.errors as error:
            raise Gone(type(error).__name__) from error
        return int(count or 0), max(0, left) / 1_000

    async def close(self) -> None:
        await self.redis.aclose()
