"""Reads that nobody waits for any more are stopped: PostgreSQL keeps their places until then, SQLite their threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from core.database.drivers.postgresql import CONNECTIONS
from core.database.stores.postgresql import PostgreSQLStore
from core.database.stores.sqlite import THREADS, SQLiteStore

ONE, SLOW = "SELECT CAST('1' AS text)", "SELECT CAST(pg_sleep(3) AS text) || '1'"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
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


def test_threads_of_clients_that_left_are_free_for_others(new_database: Callable[[str], str]) -> None:
    path = make_url(new_database("sqlite")).database or ""

    async def run() -> bytes:
        store = SQLiteStore(path, 60.0, 1_000_000)
        reads = [asyncio.create_task(store.fetch(ENDLESS, [], heavy=True)) for _ in range(THREADS)]
        await asyncio.sleep(0.2)
        for read in reads:
            read.cancel()
        await asyncio.wait(reads)
        assert all(read.cancelled() for read in reads)
        found = await store.fetch("SELECT CAST('1' AS BLOB)", [], heavy=True)
        await store.close()
        return found

    assert asyncio.run(asyncio.wait_for(run(), 30)) == b"1"


async def _running(looking: psycopg.AsyncConnection[Any]) -> int:
    """How many of the slow statements PostgreSQL works on."""
    found = await (await looking.execute(RUNNING)).fetchone()
    return int(found[0]) if found else 0
