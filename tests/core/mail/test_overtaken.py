"""Mail that is overtaken while a worker has it in hand: withdrawn, forgotten, or queued anew with another text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from sqlalchemy import select, update

from core.mail import queue
from core.mail.outbox import Message, forget
from core.mail.queue import LEASE, MOST_ATTEMPTS
from core.platform import Platform
from core.tables import outbox
from tests.factories import writing

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
ADDRESS = "ana@test.example"
REFUSED = SMTPRecipientsRefused({ADDRESS: (550, b"no such user")})
OUTCOMES = pytest.mark.parametrize("error", [None, REFUSED], ids=["sent", "refused"])


def _send(platform: Platform, body: str, now: datetime = NOW) -> bool:
    with writing(platform, now=now) as write:
        return write.send(Message("meeting:1", ADDRESS, "Meeting", body))


def _withdraw(platform: Platform) -> None:
    with writing(platform, now=NOW) as write:
        write.withdraw("meeting:")


def _forget(platform: Platform) -> None:
    with platform.database.transaction() as session:
        forget(session, ADDRESS, NOW)


def _rows(platform: Platform) -> list[Any]:
    with platform.database.reading() as session:
        return list(session.execute(select(outbox).order_by(outbox.c.queued_at)))


@OUTCOMES
def test_an_address_that_is_forgotten_meanwhile_does_not_come_back(platform: Platform, error: Exception | None) -> None:
    _send(platform, "Dear Ana")
    taken = queue.take(platform.database, NOW)
    _forget(platform)
    _send(platform, "Dear Ana", LATER)
    queue.mark(platform.database, taken, error, NOW)
    forgotten, _ = _rows(platform)
    assert not [value for value in forgotten if "ana" in str(value).lower()]
    assert queue.take(platform.database, LATER).body == "Dear Ana", "another of its key is another mail"


def test_an_address_that_came_back_before_is_cleared(platform: Platform) -> None:
    """As versions left it that marked a message as failed whatever had become of it."""
    _send(platform, "Dear Ana")
    _forget(platform)
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(last_error=f"SMTPRecipientsRefused: {{'{ADDRESS}': (550, b'')}}"))
    assert queue.clear(platform.database, LATER) == 1
    assert queue.clear(platform.database, LATER) == 0
    assert [row.last_error for row in _rows(platform)] == [None]


@OUTCOMES
def test_one_with_another_text_is_sent_whatever_became_of_the_one_before(
    platform: Platform, error: Exception | None
) -> None:
    _send(platform, "In Geneva")
    taken = queue.take(platform.database, NOW)
    _withdraw(platform)
    assert _send(platform, "In Nairobi", LATER)
    queue.mark(platform.database, taken, error, LATER)
    assert queue.take(platform.database, LATER).body == "In Nairobi"


def test_one_with_the_same_text_is_left_to_whoever_has_it_in_hand(platform: Platform) -> None:
    _send(platform, "In Geneva")
    taken = queue.take(platform.database, NOW)
    _withdraw(platform)
    assert _send(platform, "In Geneva", LATER)
    assert queue.take(platform.database, LATER) is None
    queue.mark(platform.database, taken, None, LATER)
    assert [row.sent_at for row in _rows(platform)] == [LATER]
    assert queue.take(platform.database, LATER + LEASE) is None


@pytest.mark.parametrize("attempts", [1, MOST_ATTEMPTS])
def test_one_that_is_queued_anew_has_all_its_attempts_and_the_first_at_once(platform: Platform, attempts: int) -> None:
    _send(platform, "In Geneva")
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(attempts=attempts - 1))
    queue.mark(platform.database, queue.take(platform.database, NOW), REFUSED, NOW)
    _withdraw(platform)
    assert _send(platform, "In Nairobi", LATER)
    (waiting,) = _rows(platform)
    assert (waiting.attempts, waiting.last_error) == (1, None), "that its key was tried is not forgotten"
    assert queue.mark(platform.database, queue.take(platform.database, LATER), REFUSED, LATER) == "failed"
    _withdraw(platform)
    with writing(platform) as write:
        assert write.sent_to("meeting:") == {ADDRESS}


def test_one_that_was_never_tried_is_queued_anew_as_one_that_never_was(platform: Platform) -> None:
    _send(platform, "In Geneva")
    queue.put_off(platform.database, ConnectionRefusedError("refused"), NOW)
    _withdraw(platform)
    assert _send(platform, "In Nairobi", NOW)
    (waiting,) = _rows(platform)
    assert (waiting.attempts, waiting.last_error) == (0, None)
    assert queue.take(platform.database, NOW).body == "In Nairobi"
