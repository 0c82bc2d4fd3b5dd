"""Connections to PostgreSQL for reading: few, kept, the one used last used next.

A pool that resets each connection between two statements spends more on that than on a short statement; these
connections read only, each statement on its own, so there is nothing to reset.
"""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

CONNECTIONS = 10
CONNECT_SECONDS = 10.0
WAIT_SECONDS = 10.0
STATEMENTS_KEPT = 1_000

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    OSError,
    TimeoutError,
)
"""What says that the server is not there, not now, or not for this process (asyncpg finds itself in a wrong state where
a connection breaks in the middle of a statement); asyncpg.QueryCanceledError, one of them, says otherwise."""


class Connections:
    """Runs read-only statements, each prepared once on a connection."""

    def __init__(self, address: str, statement_seconds: float) -> None:
        self.address = address
        self.settings = {
            "statement_timeout": str(int(statement_seconds * 1000)),
            "default_transaction_read_only": "on",
            "jit": "off",
            "plan_cache_mode": "force_generic_plan",
        }
        self.places = asyncio.Semaphore(CONNECTIONS)
        self.idle: list[asyncpg.Connection] = []

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes:
        """The one value of the one row, as bytes. Raises one of LOST, or asyncpg.QueryCanceledError past its time."""
        await self._place()
        connection = None
        try:
            connection = self.idle.pop() if self.idle else await self._connect()
            found: bytes | None = await connection.fetchval(sql, *parameters)
            self.idle.append(connection)
        except BaseException:
            if connection is not None:
                connection.terminate()
            raise
        finally:
            self.places.release()
        return b"null" if found is None else found

    async def close(self) -> None:
        """Close what is idle."""
        while self.idle:
            await self.idle.pop().close()

    async def _place(self) -> None:
        """Take a place. Raises TimeoutError where none is free for too long."""
        if self.places.locked():
            async with asyncio.timeout(WAIT_SECONDS):
                await self.places.acquire()
        else:
            await self.places.acquire()  # of one that is free at once, the timer would take most of the time

    async def _connect(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(
            self.address,
            timeout=CONNECT_SECONDS,
            server_settings=self.settings,
            statement_cache_size=STATEMENTS_KEPT,
            max_cacheable_statement_size=0,
        )
        # Text as bytes: an answer goes to the wire as it comes.
        await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")
        return connection
