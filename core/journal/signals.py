"""How a process notices that another has written: PostgreSQL says so (LISTEN, NOTIFY), SQLite is watched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from core.database.database import Database
from core.tables import CHANNEL

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_OF_SILENCE = 30.0
"""Where PostgreSQL notifies of nothing for longer, the journal is read all the same."""


def commits(database: Database) -> AsyncIterator[None]:
    """Yields at once, then whenever something may have been committed, by whatever process. Raises where it cannot."""
    return _of_sqlite(database) if database.dialect == "sqlite" else _of_postgresql(database)


async def _of_sqlite(database: Database) -> AsyncIterator[None]:
    """`data_version` changes with each commit of another connection; to look takes microseconds and no lock."""
    from core.database.drivers.sqlite import connect

    connection = connect(database.url.database or "", read_only=True)
    try:
        seen = None
        while True:
            version = connection.execute("PRAGMA data_version").fetchone()
            if version != seen:
                seen = version
                yield
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        connection.close()


async def _of_postgresql(database: Database) -> AsyncIterator[None]:
    from core.database.drivers.addresses import connect

    connection, said = await connect(database.url), asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: said.set())
        await connection.add_listener(CHANNEL, lambda *_: said.set())
        while True:
            yield
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_OF_SILENCE):
                    await said.wait()
            said.clear()
            if connection.is_closed():
                raise ConnectionError("PostgreSQL has closed the connection that listened.")
    finally:
        connection.terminate()
