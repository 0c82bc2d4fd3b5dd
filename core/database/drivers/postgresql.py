"""Connections to PostgreSQL for reading: few, kept open, the last one used is the next one used.

A pool that resets each connection between two statements spends more on that than on a short statement; these
connections only read, each statement on its own, so there is nothing to reset.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic
from typing import Any

import asyncpg
from sqlalchemy.engine import URL

from core.database.drivers.addresses import connect
from core.database.drivers.connecting import SETTINGS
from schema.serving.deadlines import Deadlines

CONNECTIONS = 10
CONNECT_SECONDS = 10.0
WAIT_SECONDS = 10.0
SECONDS_OF_SILENCE = 5.0
"""PostgreSQL counts as gone so long after it should have stopped a statement itself."""
SECONDS_TO_CLOSE = 1.0
"""How long a connection that nobody needs any more waits for PostgreSQL when it is closed."""
SECONDS_REMEMBERED = 120.0
"""A connection that was idle for longer is not used again: the network may have forgotten it without a sign."""
STATEMENTS_KEPT = 1_000

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""The errors that mean that the server does not answer, at the moment or for this process. (If a connection breaks in
the middle of a statement, asyncpg reports an internal error.) asyncpg.QueryCanceledError is one of them, but means
something else."""


class NoPlace(Exception):
    """All connections were in use for too long: the server answers, but others read."""


class ReadingPool:
    """Runs read-only statements, each prepared once on a connection. places: how many run at a time."""

    def __init__(self, url: URL, statement_seconds: float, places: int = CONNECTIONS) -> None:
        self.url = url
        self.settings = {
            **SETTINGS,
            "statement_timeout": str(int(statement_seconds * 1000)),
            "default_transaction_read_only": "on",
            "jit": "off",
            "plan_cache_mode": "force_generic_plan",
        }
        self.places = asyncio.Semaphore(places)
        self.deadlines = Deadlines(statement_seconds + SECONDS_OF_SILENCE)
        self.idle: list[tuple[float, asyncpg.Connection]] = []

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes:
        """The only value of the only row, as bytes.

        Raises NoPlace, one of LOST, or asyncpg.QueryCanceledError after its time. A cancelled statement keeps its
        place until PostgreSQL has stopped it.
        """
        await self._place()
        connection = None
        try:
            connection = self._open() or await self._connect()
            found = await self._fetch_in_time(connection, sql, parameters)
            self.idle.append((monotonic(), connection))
        except asyncio.CancelledError:
            if connection is not None:
                await _stop(connection)
            raise
        except BaseException:
            if connection is not None:
                connection.terminate()
            raise
        finally:
            self.places.release()
        return b"null" if found is None else found

    async def close(self) -> None:
        """Close the idle connections, all at once."""
        idle, self.idle = self.idle, []
        await asyncio.gather(*[_close_in_time(connection, SECONDS_TO_CLOSE) for _, connection in idle])

    def _open(self) -> asyncpg.Connection | None:
        """An idle connection that is still open: the server may have restarted since it was used."""
        while self.idle:
            used_at, connection = self.idle.pop()
            if monotonic() - used_at > SECONDS_REMEMBERED:
                connection.terminate()
            elif not connection.is_closed():
                return connection
        return None

    async def _fetch_in_time(self, connection: asyncpg.Connection, sql: str, parameters: list[Any]) -> bytes | None:
        """The result of a statement. Raises TimeoutError if the server does not respond at all for too long."""
        task = self.deadlines.begin()
        try:
            found: bytes | None = await connection.fetchval(sql, *parameters)
        except asyncio.CancelledError:
            if self.deadlines.passed(task):
                raise TimeoutError from None
            raise
        finally:
            self.deadlines.end(task)
        return found

    async def _place(self) -> None:
        """Take a place. Raises NoPlace if none becomes free in time."""
        if not self.places.locked():
            await self.places.acquire()  # if one is free at once, a timer would take most of the time
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self.places.acquire()
        except TimeoutError:
            raise NoPlace from None

    async def _connect(self) -> asyncpg.Connection:
        try:
            connection = await connect(
                self.url,
                timeout=CONNECT_SECONDS,
                server_settings=self.settings,
                statement_cache_size=STATEMENTS_KEPT,
                max_cacheable_statement_size=0,
            )
        except asyncpg.PostgresError as error:
            raise ConnectionError(str(error)) from error  # whatever the reason, it accepts nobody
        # Text as bytes: an answer goes to the wire unchanged.
        await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")
        return connection


async def _stop(connection: asyncpg.Connection) -> None:
    """Stop the statement on a connection and close it, however often this is cancelled meanwhile."""
    closing = asyncio.create_task(_close_in_time(connection, SECONDS_OF_SILENCE))
    while not closing.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([closing])


async def _close_in_time(connection: asyncpg.Connection, seconds: float) -> None:
    """Close a connection once the server has confirmed it, or a cancellation, or has not responded in time."""
    with suppress(*LOST, asyncpg.PostgresError):
        await connection.close(timeout=seconds)
