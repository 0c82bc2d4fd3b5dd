"""Who listens to the journal hears each entry once, in order, or is told that it has missed some."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from asyncpg import Connection

from core.administration.backup import back_up, restore
from core.database.database import Database
from core.journal.signals import commits
from core.journal.stream import Appended, Stream
from core.platform import Platform
from schema.request.bad_request import BadRequest
from tests.factories import writing


async def _heard(stream: Stream, count: int, subject: str | None = None) -> list[str | None]:
    async with aclosing(stream.appended(subject)) as entries:
        return [(await anext(entries)).subject for _ in range(count)]


async def _begun(stream: Stream) -> None:
    """Whoever begins to listen now hears of all that is written from then on."""
    await asyncio.sleep(0)
    await asyncio.wait_for(stream.ready.wait(), 10)


async def _write(platform: Platform, *subjects: str) -> None:
    """Write so many entries at once."""

    def write() -> None:
        with writing(platform) as current:
            for subject in subjects:
                current.record("test.written", subject, {})

    await asyncio.to_thread(write)


def test_who_follows_one_subject_hears_of_no_other(platform: Platform) -> None:
    async def hear() -> list[list[str | None]]:
        stream = platform.stream
        listening = [asyncio.create_task(_heard(stream, *wanted)) for wanted in ((2, "Test:1"), (3, None))]
        await _begun(stream)
        await _write(platform, "Test:1", "Test:2", "Test:1")
        heard = await asyncio.wait_for(asyncio.gather(*listening), 10)
        assert stream.watching is None, "nobody listens any more"
        return heard

    assert asyncio.run(hear()) == [["Test:1", "Test:1"], ["Test:1", "Test:2", "Test:1"]]


def test_a_slow_follower_gets_what_was_kept_and_an_error_and_no_other_is_affected(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.journal.stream.MOST_WAITING", 3)

    async def hear() -> tuple[list[str | None], list[str | None]]:
        stream = platform.stream
        async with aclosing(stream.appended()) as slow, aclosing(stream.appended()) as quick:
            first, told = asyncio.create_task(anext(slow)), asyncio.create_task(anext(quick))
            await _begun(stream)
            in_time: list[str | None] = []
            for number in range(3):
                await _write(platform, f"Test:{number}1", f"Test:{number}2")
                in_time += [(await told).subject, (await anext(quick)).subject]
                told = asyncio.create_task(anext(quick))
            too_late = [(await first).subject]
            with pytest.raises(BadRequest) as refused:
                async for entry in slow:
                    too_late.append(entry.subject)
            assert refused.value.extensions == {"code": "TOO_SLOW"}
            told.cancel()
            await asyncio.wait([told])
        return in_time, too_late

    written = [f"Test:{number}{letter}" for number in range(3) for letter in "12"]
    assert asyncio.run(asyncio.wait_for(hear(), 10)) == (written, written[:4])


def test_more_entries_than_are_read_together_are_all_heard(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.journal.stream.BATCH", 2)
    written = [f"Test:{number}" for number in range(5)]

    async def hear() -> list[str | None]:
        listening = asyncio.create_task(_heard(platform.stream, len(written)))
        await _begun(platform.stream)
        await _write(platform, *written)
        return await asyncio.wait_for(listening, 10)

    assert asyncio.run(hear()) == written


def test_what_is_written_while_the_journal_cannot_be_watched_is_heard_afterwards(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("core.journal.stream.SECONDS_AFTER_A_FAILURE", 0.0)

    async def hear() -> list[str | None]:
        written = asyncio.Event()

        async def closed(_: Database) -> AsyncIterator[None]:
            yield
            await written.wait()
            monkeypatch.setattr("core.journal.stream.commits", commits)
            raise ConnectionError("Closed.")

        monkeypatch.setattr("core.journal.stream.commits", closed)
        listening = asyncio.create_task(_heard(platform.stream, 2))
        await _begun(platform.stream)
        await _write(platform, "Test:1")
        written.set()
        await _write(platform, "Test:2")
        return await asyncio.wait_for(listening, 10)

    assert asyncio.run(hear()) == ["Test:1", "Test:2"]
    assert [record.getMessage() for record in caplog.records] == ["watching the journal failed; it is tried again"]


@pytest.mark.parametrize("engine_name", ["postgresql"])
@pytest.mark.parametrize("turns", range(4))
def test_who_leaves_as_something_is_written_leaves_nobody_watching(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    """turns: of the event loop between what PostgreSQL says and the end of listening."""
    said: list[Callable[[], None]] = []
    add_listener = Connection.add_listener

    async def listen(connection: Any, channel: str, callback: Callable[[], None]) -> None:
        said.append(callback)
        await add_listener(connection, channel, callback)

    monkeypatch.setattr(Connection, "add_listener", listen)

    async def leave() -> None:
        listening = asyncio.create_task(_heard(platform.stream, 1))
        await _begun(platform.stream)
        await asyncio.sleep(0.05)
        said[0]()
        for _ in range(turns):
            await asyncio.sleep(0)
        await asyncio.wait_for(platform.stream.close(), 5)
        listening.cancel()
        await asyncio.wait([listening])

    asyncio.run(leave())


def test_an_operation_hears_what_was_written_since_it_arrived_of_its_subject_only(platform: Platform) -> None:
    async def hear() -> tuple[list[str | None], list[str | None]]:
        stream = platform.stream
        async with stream.watched():
            async with stream.following():
                await _write(platform, "Test:1", "Test:2", "Test:1", "Test:2")
                first = await asyncio.wait_for(_heard(stream, 2, "Test:2"), 10)
                listening = asyncio.create_task(_heard(stream, 1))
                await _begun(stream)
                await _write(platform, "Test:3")
                second = await asyncio.wait_for(listening, 10)
            assert stream.watching is not None, "somebody may follow"
        assert stream.watching is None, "nobody is there any more"
        return first, second

    assert asyncio.run(hear()) == (["Test:2", "Test:2"], ["Test:3"])


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_who_follows_again_as_soon_as_a_restore_is_noticed_misses_nothing(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, end = tmp_path / "backup.db", Stream._end

    def end_later(stream: Stream) -> Appended:
        time.sleep(0.2)
        return end(stream)

    async def hear() -> list[str | None]:
        stream = platform.stream
        async with stream.watched():
            async with aclosing(stream.appended()) as entries:
                first = asyncio.create_task(anext(entries))
                await _begun(stream)
                await _write(platform, "Test:1")
                await asyncio.wait_for(first, 10)
                monkeypatch.setattr(Stream, "_end", end_later)
                await asyncio.to_thread(restore, platform.database, platform.plugins, backup)
                with pytest.raises(BadRequest, match="A backup was restored"):
                    await asyncio.wait_for(anext(entries), 10)
            again = asyncio.create_task(_heard(stream, 1))
            await _begun(stream)
            await _write(platform, "Test:2")
            return await asyncio.wait_for(again, 3)

    back_up(platform.database, platform.plugins, backup)
    assert asyncio.run(hear()) == ["Test:2"]
