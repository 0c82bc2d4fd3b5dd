"""What runs as long as the server does."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from core.errors import StartupError
from core.mail import clearing, worker
from core.observation.logs import JsonLines, TextLines
from core.platform import Platform
from core.settings.settings import Settings
from plugins.partnerships import background as partnerships
from plugins.voting import background as voting


@pytest.mark.parametrize(
    "work", [worker.run, clearing.run, voting.run_due, voting.run_newcomers, partnerships.record_ends]
)
def test_work_waits_for_a_database_that_is_away_and_says_so_on_one_line(
    work: Callable[[Platform], Awaitable[None]], caplog: pytest.LogCaptureFixture
) -> None:
    platform = Platform(Settings(database_url="postgresql://someone@127.0.0.1:1/network"))

    async def begun() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(work(platform), 1.0)

    asyncio.run(begun())
    platform.database.dispose()
    assert {record.exc_info for record in caplog.records} == {None}
    told = "waits for the database: DATABASE_UNREACHABLE: PostgreSQL at 127.0.0.1:1 does not answer (conn"
    assert all(told in record.getMessage() for record in caplog.records)


def test_work_that_ends_by_a_setting_of_its_own_says_which() -> None:
    def fail() -> None:
        raise StartupError("REMINDERS", "NMIRF_REMINDER_DAYS is 'x': give a number of days.")

    for form in (JsonLines(), TextLines()):
        try:
            fail()
        except StartupError:
            line = form.format(logging.LogRecord("nmirf", logging.ERROR, "", 0, "ended", (), sys.exc_info()))
        assert "NMIRF_REMINDER_DAYS is 'x': give a number of days." in line
