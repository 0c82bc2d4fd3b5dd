"""On a signal, what sends mail ends with the message in hand, and leaves the others to be sent at once."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.mail.outbox import Message
from core.mail.queue import retry, unsent
from core.platform import Platform
from tests.commands.forked import Forked
from tests.conftest import NewPlatform
from tests.factories import writing
from tests.postbox import Postbox
from tests.servers import Server, wait_until


@pytest.fixture
def platform(new_database: Callable[[str], str], new_platform: NewPlatform, engine_name: str) -> Platform:
    platform = new_platform(new_database(engine_name))
    with writing(platform) as write:
        for number in range(3):
            write.send(Message(f"key:{number}", f"p{number}@test.example", "Fictitious", "Fictitious."))
    return platform


def _left(platform: Platform) -> dict[str, tuple[int, str | None]]:
    """Who waits for a message: after how many attempts, and what became of the last one."""
    with platform.database.reading() as session:
        left = unsent(session, platform.now())
        assert all(row.next_attempt_at <= platform.now() or row.last_error for row in left)
        return {row.recipient: (row.attempts, row.last_error) for row in left}


def test_a_server_ends_once_the_message_in_hand_is_sent(platform: Platform, postbox: Postbox, tmp_path: Path) -> None:
    postbox.seconds = 1.5
    server = Server(tmp_path, platform.settings.database_url, NMIRF_SMTP_URL=postbox.address).wait()
    wait_until(lambda: bool(postbox.mails))
    asked = time.monotonic()
    assert server.stop() in (0, -signal.SIGTERM)
    assert time.monotonic() - asked < 6
    (sent,) = postbox.mails
    left = _left(platform)
    assert set(left.values()) == {(0, None)}
    assert {*left, sent["To"]} == {f"p{number}@test.example" for number in range(3)}
    assert "ERROR" not in server.log.read_text()


def test_a_mail_server_that_is_silent_is_given_up(platform: Platform, postbox: Postbox, tmp_path: Path) -> None:
    postbox.seconds = 60
    server = Server(tmp_path, platform.settings.database_url, NMIRF_SMTP_URL=postbox.address).wait()
    wait_until(lambda: bool(postbox.mails))
    asked = time.monotonic()
    assert server.stop() in (0, -signal.SIGTERM)
    assert time.monotonic() - asked < 9
    left = _left(platform)
    assert left.pop(postbox.mails[0]["To"]) == (1, "TimeoutError: No answer came before the process had to end.")
    assert list(left.values()) == [(0, None)] * 2
    assert "ERROR" not in server.log.read_text()


@pytest.mark.parametrize("once", [("--once",), ()])
def test_a_process_beside_the_servers_ends_as_they_do(
    platform: Platform, postbox: Postbox, tmp_path: Path, once: tuple[str, ...]
) -> None:
    """What it has in hand is listed as being sent, and not woken to be sent by another as well."""
    postbox.seconds = 2.5
    sending = {"NMIRF_SMTP_URL": postbox.address, "NMIRF_MAIL_FROM": "network@test.example"}
    environment = {"NMIRF_DATABASE_URL": platform.settings.database_url, **sending}
    printed = tmp_path / "printed"
    process = Forked("outbox", "run", *once, folder=tmp_path, environment=environment, output=printed, errors=printed)
    wait_until(lambda: bool(postbox.mails))
    with platform.database.transaction() as session:
        in_hand = [row for row in unsent(session, platform.now()) if row.being_sent]
        assert [row.recipient for row in in_hand] == [postbox.mails[0]["To"]]
        assert retry(session, platform.now(), in_hand[0].id) == 0
        assert retry(session, platform.now(), every=True) == 2
    process.terminate()
    assert process.wait(10) == 0
    assert printed.read_text() == ("1 sent, 0 failed for now, 0 dead, 2 wait.\n" if once else "")
    assert list(_left(platform).values()) == [(0, None)] * 2
    assert len(postbox.mails) == 1
