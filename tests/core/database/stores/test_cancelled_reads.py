"""Reads that nobody waits for any more: PostgreSQL stops them, and until then they keep their places."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from core.database.drivers.postgresql import CONNECTIONS
from core.database.stores.postgresql import PostgreSQLStore

ONE, SLOW = "SELECT CAST('1' AS text)", "SELECT CAST(pg_sleep(3) AS text) || '1'"
RUNNING = """SELECT count(*) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep%'"""


@pytest.mark.parametrize("heavy", [False, True])
def test_statements_of_clients_that_left_are_stopped(new_database: Callable[[str], str], heavy: bool) -> None:
    address = new_database("postgresql")

    async def run() -> list[int]:
        store = PostgreSQLStore(address, 5.0, 1_000_000, patience=0.0)
        running = []
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as looking:
            for _ in range(4):
                reads = [asyncio.create_task(store.fetch(SLOW, [], heavy)) for _ in range(CONNECTIONS)]
                while not await _running(looking):
                    await asyncio.sleep(0.02)
                for _ in range(2):
                    for read in reads:
                        read.cancel()
                    await asyncio.sleep(0)
                await asyncio.wait(reads)
                assert all(read.cancelled() for read in reads)
                running.append(await _running(looking))
            assert await store.fetch(ONE, [], heavy) == b"1"
        await store.close()
        return running

    assert asyncio.run(asyncio.wait_for(run(), 30)) == [0, 0, 0, 0]


async def _running(looking: psycopg.AsyncConnection[Any]) -> int:
    """How many of the slow statements PostgreSQL works on."""
    found = await (await looking.execute(RUNNING)).fetchone()
    return int(found[0]) if found else 0
