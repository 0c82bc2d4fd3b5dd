"""How a process notices that another has written: PostgreSQL notifies it (LISTEN, NOTIFY), SQLite is watched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from core.database.database import Database
from core.tables import CHANNEL

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_OF_SILENCE = 30.0
"""If PostgreSQL notifies of nothing for longer, it is asked whether it is still there, and the journal is read."""
SECONDS_TO_ANSWER = 5.0
"""A connection that does not answer for longer is replaced: the network may have forgotten it without a sign."""


def commits(database: Database) -> AsyncIterator[None]:
    """Yields at once, then whenever any process may have committed something. Raises if it cannot watch."""
    return _of_sqlite(database) if database.dialect == "sqlite" else _of_postgresql(database)


async def _of_sqlite(database: Database) -> AsyncIterator[None]:
    """`data_version` changes with each commit of another connection; looking takes microseconds and no lock."""
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

    connection, notified = await connect(database.url), asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: notified.set())
        await connection.add_listener(CHANNEL, lambda *_: notified.set())
        while True:
            yield
            try:
                async with asyncio.timeout(SECONDS_OF_SILENCE):
                    await notified.wait()
            except TimeoutError:
                await connection.execute("SELECT 1", timeout=SECONDS_TO_ANSWER)
            notified.clear()
            if connection.is_closed():
                raise ConnectionError("PostgreSQL has closed the connection that listened.")
    finally:
        connection.terminate()
