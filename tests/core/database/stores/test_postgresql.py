"""PostgreSQL as it fails: connections that were cut, all in use, a server that says nothing any more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from core.database.drivers import postgresql
from core.database.stores.postgresql import PostgreSQLStore
from schema.request.bad_request import BadRequest

ONE, SLOW = "SELECT CAST('1' AS text)", "SELECT CAST(pg_sleep(2) AS text) || '1'"
OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()"""


@pytest.fixture
def address(new_database: Callable[[str], str]) -> str:
    return new_database("postgresql")


def _with(address: str, work: Callable[[PostgreSQLStore], Coroutine[Any, Any, None]], seconds: float = 5.0) -> None:
    async def run() -> None:
        store = PostgreSQLStore(address, seconds, 1_000_000, patience=0.0)
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(asyncio.wait_for(run(), 60))


def test_after_its_connections_were_cut_nothing_is_uncertain_and_all_is_answered(address: str) -> None:
    async def work(store: PostgreSQLStore) -> None:
        await asyncio.gather(store.settled(), *[store.fetch(SLOW, []) for _ in range(postgresql.CONNECTIONS)])
        with psycopg.connect(address) as connection:
            connection.execute(OTHERS)
        await asyncio.sleep(0.5)
        for _ in range(postgresql.CONNECTIONS + 1):
            await store.settled()
            assert await store.fetch(ONE, []) == b"1"

    _with(address, work)


def test_a_write_is_confirmed_while_all_connections_read(address: str) -> None:
    async def work(store: PostgreSQLStore) -> None:
        await store.settled()
        reads = [asyncio.create_task(store.fetch(SLOW, [])) for _ in range(2 * postgresql.CONNECTIONS)]
        await asyncio.sleep(0.5)
        await asyncio.wait_for(store.settled(), 1)
        assert not any(read.done() for read in reads)
        await asyncio.gather(*reads)

    _with(address, work)


def test_a_read_that_gets_no_connection_in_time_is_refused_as_busy(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "WAIT_SECONDS", 0.2)

    async def work(store: PostgreSQLStore) -> None:
        reads = [asyncio.create_task(store.fetch(SLOW, [])) for _ in range(postgresql.CONNECTIONS)]
        await asyncio.sleep(0.5)
        with pytest.raises(BadRequest) as refused:
            await store.fetch(ONE, [])
        assert refused.value.code == "BUSY"
        assert not any(read.done() for read in reads)
        await asyncio.gather(*reads)

    _with(address, work)


def test_the_revision_is_read_while_all_connections_read(address: str) -> None:
    async def work(store: PostgreSQLStore) -> None:
        before = await store.revision()
        reads = [asyncio.create_task(store.fetch(SLOW, [])) for _ in range(2 * postgresql.CONNECTIONS)]
        await asyncio.sleep(0.5)
        assert await asyncio.wait_for(store.revision(), 1) == before
        assert not any(read.done() for read in reads)
        await asyncio.gather(*reads)

    _with(address, work)


def test_a_server_that_says_nothing_any_more_is_not_waited_for(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "SECONDS_OF_SILENCE", 0.2)
    server = make_url(address)
    speaks = asyncio.Event()

    async def passed_on(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        while data := await read.read(65_536):
            await speaks.wait()
            write.write(data)
        write.close()

    async def connected(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        there = await asyncio.open_unix_connection(f"{server.query['host']}/.s.PGSQL.{server.port or 5432}")
        await asyncio.wait(
            [asyncio.create_task(passed_on(read, there[1])), asyncio.create_task(passed_on(there[0], write))]
        )

    async def work(store: PostgreSQLStore) -> None:
        speaks.set()
        async with await asyncio.start_unix_server(connected, tmp_path / ".s.PGSQL.5432"):
            assert await store.fetch(ONE, []) == b"1"
            speaks.clear()
            begun = time.monotonic()
            with pytest.raises(BadRequest, match="does not answer"):
                await store.fetch(ONE, [])
            assert time.monotonic() - begun < 5
            speaks.set()
            assert await store.fetch(ONE, []) == b"1"
            speaks.clear()
            begun = time.monotonic()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(store.fetch(ONE, []), 0.1)
            assert time.monotonic() - begun < 5
            speaks.set()
            assert await store.fetch(ONE, []) == b"1"
            await store.close()
            await asyncio.sleep(0.2)

    there = server.update_query_dict({"host": str(tmp_path)}).set(port=None)
    _with(there.render_as_string(hide_password=False), work, seconds=0.5)


def test_what_libpq_alone_understands_of_an_address_is_not_sent_to_the_server(address: str) -> None:
    async def work(store: PostgreSQLStore) -> None:
        assert await store.fetch("SELECT CAST(current_setting('application_name') AS text)", []) == b"fictitious"

    options = {"connect_timeout": "5", "keepalives_idle": "30", "channel_binding": "prefer", "gssencmode": "disable"}
    given = make_url(address).update_query_dict({**options, "application_name": "fictitious"})
    _with(given.render_as_string(hide_password=False), work)
