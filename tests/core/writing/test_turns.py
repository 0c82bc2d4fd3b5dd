"""What a write that waited for its turn is judged by: the moment, and the records, as it is written."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import apsw
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from core.errors import Unavailable
from core.platform import Platform
from core.tables import journal
from tests.core.writing.concurrent_writes import VIEWER

BEGUN = datetime(2026, 12, 1, 23, 59, 58, tzinfo=UTC)
TO_WAIT = 0.3
"""Seconds in which another thread has certainly come to wait for its turn."""


def test_the_moment_of_a_write_is_that_at_which_its_turn_comes(
    platform: Platform, database_url: str, new_platform: Callable[..., Platform]
) -> None:
    other, moment = new_platform(database_url), BEGUN
    for one in (platform, other):
        one.now = lambda: moment  # type: ignore[method-assign]

    def write_there() -> Any:
        with other.write(VIEWER) as waited:
            waited.record("second", None, {})
            return waited.today

    with ThreadPoolExecutor() as threads:
        with platform.write(VIEWER) as first:
            written = threads.submit(write_there)
            time.sleep(TO_WAIT)
            moment = BEGUN + timedelta(seconds=4)
            first.record("first", None, {})
        assert written.result() == moment.date()
    with platform.database.reading() as session:
        newest = select(journal.c.action, journal.c.at).order_by(journal.c.sequence.desc()).limit(2)
        assert list(session.execute(newest)) == [("second", moment), ("first", BEGUN)]


@pytest.mark.parametrize("engine_name", ["sqlite"])  # on PostgreSQL there is only one turn to wait for
def test_a_write_that_waits_twice_waits_no_longer_than_one_that_waits_once(
    platform: Platform, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.database.access.BUSY_MILLISECONDS", 1_000)
    file = make_url(database_url).database or ""

    def seconds_until_refused() -> float:
        begun = time.monotonic()
        with pytest.raises(Unavailable) as found, platform.write(VIEWER):
            pass
        assert found.value.code == "DATABASE_BUSY"
        return time.monotonic() - begun

    with closing(apsw.Connection(file)) as other, ThreadPoolExecutor() as threads:
        other.execute("BEGIN IMMEDIATE")
        first = threads.submit(seconds_until_refused)
        time.sleep(0.6)
        assert seconds_until_refused() < 1.3
        assert first.result() < 1.3
