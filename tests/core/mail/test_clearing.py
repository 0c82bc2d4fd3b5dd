"""What was written in mail is not kept for good; that it was sent is, so that it is not sent again."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from core.mail import queue
from core.mail.clearing import Clearing
from core.mail.outbox import Message
from core.mail.queue import unsent
from core.mail.worker import run_once
from core.platform import Platform
from core.server.app import create_app
from core.tables import outbox
from tests.factories import writing
from tests.postbox import Postbox

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def _send(platform: Platform, what: str) -> bool:
    with writing(platform, now=NOW) as write:
        address = f"{what}@test.example"
        return write.send(Message(f"meeting:1:{what}", address, "Meeting", f"Dear {what}", "BEGIN", "REQUEST"))


def _kept(platform: Platform) -> dict[str, Any]:
    """Text and calendar of each mail."""
    with platform.database.reading() as session:
        return {row.key.rpartition(":")[2]: (row.body, row.calendar) for row in session.execute(select(outbox))}


def _clear(platform: Platform, days: int, after: timedelta) -> None:
    Clearing(platform.database, days, lambda: NOW + after).clear_old()


def test_the_text_of_mail_is_deleted_some_time_after_it_is_over(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "CLEARED_AT_ONCE", 2)
    at = outbox.c.key.in_
    for what in ("waiting", "dead", "recent", "withdrawn", "sent", "older", "oldest"):
        _send(platform, what)
    with platform.database.transaction() as session:
        for keys, values in (
            (["dead"], {"dead": True}),
            (["recent"], {"sent_at": NOW + 2 * DAY}),
            (["withdrawn"], {"withdrawn_at": NOW}),
            (["sent", "older", "oldest"], {"sent_at": NOW, "last_error": "sent@test.example"}),
        ):
            session.execute(update(outbox).where(at([f"meeting:1:{key}" for key in keys])).values(**values))
    before = _kept(platform)
    _clear(platform, 10, 10 * DAY)
    assert _kept(platform) == before
    _clear(platform, 10, 10 * DAY + timedelta(seconds=1))
    over = dict.fromkeys(("withdrawn", "sent", "older", "oldest"), ("", None))
    assert _kept(platform) == {**before, **over}
    assert not _send(platform, "sent"), "it is known to have been sent"
    with writing(platform) as write:
        assert "sent@test.example" in write.sent_to("meeting:1:")
    with platform.database.reading() as session:
        waiting = {row.recipient for row in unsent(session, NOW)}
    assert waiting == {"waiting@test.example", "dead@test.example"}


def test_one_process_looks_once_an_hour(platform: Platform) -> None:
    _send(platform, "withdrawn")
    moments = [NOW, NOW, NOW + timedelta(minutes=59), NOW + timedelta(hours=1)]
    clearing = Clearing(platform.database, 90, lambda: moments[0] + 90 * DAY)
    clearing.clear_old()
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(withdrawn_at=NOW - DAY))
    for expected in ("Dear withdrawn", "Dear withdrawn", ""):
        del moments[0]
        clearing.clear_old()
        assert _kept(platform)["withdrawn"][0] == expected


def test_who_sends_mail_deletes_what_is_old(platform: Platform, postbox: Postbox) -> None:
    _send(platform, "old")
    _send(platform, "due")
    with platform.database.transaction() as session:
        session.execute(update(outbox).where(outbox.c.key == "meeting:1:old").values(sent_at=NOW - 91 * DAY))
    platform.settings = replace(platform.settings, smtp_url=postbox.address)
    platform.now = lambda: NOW  # type: ignore[method-assign]
    assert asyncio.run(run_once(platform)).sent == 1
    assert _kept(platform) == {"old": ("", None), "due": ("Dear due", "BEGIN")}


def test_a_server_that_sends_no_mail_deletes_what_is_old_as_well(platform: Platform) -> None:
    """As after NMIRF_SMTP_URL was unset, which stops the sending."""
    _send(platform, "old")
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(withdrawn_at=datetime.now(UTC) - 91 * DAY))
    assert not platform.settings.smtp_url
    with TestClient(create_app(platform.settings, platform)):
        until = time.monotonic() + 10
        while _kept(platform)["old"][0] and time.monotonic() < until:
            time.sleep(0.02)
    assert _kept(platform) == {"old": ("", None)}
