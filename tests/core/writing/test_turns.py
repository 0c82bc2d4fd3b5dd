"""What a write that waited for its turn is judged by: the moment, and the records, as it is written."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

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
