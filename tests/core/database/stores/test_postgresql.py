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
from tests.operation.proxies import address_of_silenced, silenced

ONE, HALF, SLOW = "SELECT CAST('1' AS text)", *[f"SELECT CAST(pg_sleep({n}) AS text) || '1'" for n in (0.5, 2)]
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


def test_an_answer_that_postgresql_cannot_even_make_is_refused_like_any_that_is_too_large(address: str) -> None:
    async def work(store: PostgreSQLStore) -> None:
        with pytest.raises(BadRequest) as refused:
            await store.fetch("SELECT repeat('x', 2000000000)", [])
        assert refused.value.code == "ANSWER_SIZE"
        assert await store.fetch(ONE, []) == b"1"

    _with(address, work)


def test_a_server_that_says_nothing_any_more_is_not_waited_for(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "SECONDS_OF_SILENCE", 0.2)

    async def work(store: PostgreSQLStore) -> None:
        async with silenced(address, tmp_path) as speaks:
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

    _with(address_of_silenced(address, tmp_path), work, seconds=0.5)


def test_the_end_does_not_wait_for_a_server_that_says_nothing_any_more(address: str, tmp_path: Path) -> None:
    async def work(store: PostgreSQLStore) -> None:
        async with silenced(address, tmp_path) as speaks:
            await asyncio.gather(store.revision(), store.settled(), *[store.fetch(HALF, []) for _ in range(5)])
            speaks.clear()
            await asyncio.wait_for(store.close(), 10)

    _with(address_of_silenced(address, tmp_path), work)


def test_connections_that_the_network_may_have_forgotten_are_not_used_again(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(store: PostgreSQLStore) -> None:
        async with silenced(address, tmp_path, forgets=True) as remembered:
            await asyncio.gather(store.revision(), store.settled(), *[store.fetch(HALF, []) for _ in range(5)])
            remembered.clear()
            monkeypatch.setattr(postgresql, "SECONDS_REMEMBERED", 0.0)
            answers = asyncio.gather(store.settled(), store.revision(), store.fetch(ONE, []))
            assert (await asyncio.wait_for(answers, 8))[2] == b"1"
            await store.close()

    _with(address_of_silenced(address, tmp_path), work)


def test_what_libpq_alone_understands_of_an_address_is_not_sent_to_the_server(address: str) -> None:
    async def work(store: PostgreSQLStore) -> None:
        assert await store.fetch("SELECT CAST(current_setting('application_name') AS text)", []) == b"fictitious"

    options = {"connect_timeout": "5", "keepalives_idle": "30", "channel_binding": "prefer", "gssencmode": "disable"}
    given = make_url(address).update_query_dict({**options, "application_name": "fictitious"})
    _with(given.render_as_string(hide_password=False), work)
