"""What was written in mail is not kept for good; that it was sent is, so that it is not sent again."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from core.mail import queue
from core.mail.clearing import clear_old
from core.mail.outbox import Message
from core.mail.queue import unsent
from core.mail.worker import run_once
from core.platform import Platform
from core.server.app import create_app
from core.tables import outbox
from tests.commands.forked import Forked
from tests.factories import writing
from tests.postbox import Postbox
from tests.servers import wait_until

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
    platform.settings = replace(platform.settings, mail_days=days)
    platform.now = lambda: NOW + after  # type: ignore[method-assign]
    clear_old(platform)


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


def test_who_sends_mail_once_deletes_what_is_old(platform: Platform, postbox: Postbox) -> None:
    _send(platform, "old")
    _send(platform, "due")
    with platform.database.transaction() as session:
        session.execute(update(outbox).where(outbox.c.key == "meeting:1:old").values(sent_at=NOW - 91 * DAY))
    platform.settings = replace(platform.settings, smtp_url=postbox.address)
    platform.now = lambda: NOW  # type: ignore[method-assign]
    assert asyncio.run(run_once(platform)).sent == 1
    assert _kept(platform) == {"old": ("", None), "due": ("Dear due", "BEGIN")}


@pytest.mark.parametrize("sends", [True, False])
def test_every_server_deletes_what_is_old(platform: Platform, postbox: Postbox, sends: bool) -> None:
    """Even after NMIRF_SMTP_URL was unset, which stops the sending."""
    if sends:
        platform.settings = replace(platform.settings, smtp_url=postbox.address)
    _send(platform, "old")
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(withdrawn_at=datetime.now(UTC) - 91 * DAY))
    with TestClient(create_app(platform.settings, platform)):
        until = time.monotonic() + 10
        while _kept(platform)["old"][0] and time.monotonic() < until:
            time.sleep(0.02)
    assert _kept(platform) == {"old": ("", None)}


@pytest.mark.parametrize("once", [("--once",), ()])
def test_a_process_that_sends_mail_deletes_what_is_old(
    platform: Platform, postbox: Postbox, tmp_path: Path, once: tuple[str, ...]
) -> None:
    _send(platform, "old")
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(withdrawn_at=datetime.now(UTC) - 91 * DAY))
    sending = {"NMIRF_SMTP_URL": postbox.address, "NMIRF_MAIL_FROM": "network@test.example"}
    environment = {"NMIRF_DATABASE_URL": platform.settings.database_url, **sending}
    printed = tmp_path / "printed"
    process = Forked("outbox", "run", *once, folder=tmp_path, environment=environment, output=printed, errors=printed)
    wait_until(lambda: _kept(platform) == {"old": ("", None)})
    if not once:
        process.terminate()
    assert process.wait(10) == 0
