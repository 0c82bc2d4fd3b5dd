"""Mail leaves once, is tried again where it fails, and is dead in the end: against a real SMTP server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from core.mail import queue
from core.mail.outbox import Message
from core.mail.queue import LONGEST_WAIT, MOST_ATTEMPTS, retry, unsent, wait_after
from core.mail.worker import Counts, Delivery
from core.platform import Platform
from core.settings.settings import Settings
from core.tables import outbox
from tests.factories import writing
from tests.postbox import Postbox

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _deliver(platform: Platform, settings: Settings, moment: datetime) -> Counts:
    return Delivery(platform.database, settings, lambda: moment).deliver_due()


def _queue(platform: Platform, count: int, calendar: str | None = None) -> None:
    with writing(platform, now=NOW) as write:
        for number in range(count):
            to, method = f"p{number}@test.example", "REQUEST" if calendar else None
            write.send(Message(f"key:{number}", to, "Réunion", "Un corps, дело, 议程", calendar, method))


def _settings(platform: Platform, address: str) -> Settings:
    return replace(platform.settings, smtp_url=address, mail_from="network@test.example")


def test_each_message_is_sent_once_with_its_invitation(platform: Platform, postbox: Postbox) -> None:
    settings = _settings(platform, postbox.address)
    _queue(platform, 45, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    _queue(platform, 45)
    counts = _deliver(platform, settings, NOW)
    assert (counts.sent, counts.failed, counts.dead, counts.queued) == (45, 0, 0, 0)
    assert _deliver(platform, settings, NOW + timedelta(days=1)).sent == 0
    assert {mail["To"] for mail in postbox.mails} == {f"p{number}@test.example" for number in range(45)}
    assert len({mail["Message-ID"] for mail in postbox.mails}) == len(postbox.mails) == 45
    mail = postbox.mails[0]
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Un corps, дело, 议程"
    (invitation,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert invitation.get_param("method") == "REQUEST"


def test_mail_to_many_is_queued_with_as_many_statements_as_mail_to_one(platform: Platform) -> None:
    asked = list[str]()
    event.listen(platform.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def statements(count: int) -> int:
        with writing(platform, now=NOW) as write:
            asked.clear()
            mails = [Message(f"{count}:{number}", f"p{number}@test.example", "", "") for number in range(count)]
            assert write.send(*mails) == count
            return len(asked)

    assert statements(1) == statements(193)


def test_of_mails_with_one_key_the_first_is_sent(platform: Platform) -> None:
    mails = [Message("key", "ana@test.example", subject, "") for subject in ("First", "Second")]
    with writing(platform, now=NOW) as write:
        assert write.send() == 0
        assert write.send(*mails) == 1
        assert write.send(*mails, Message("other", "ana@test.example", "Other", "")) == 1
        assert [mail.subject for mail in (*write.sent("key"), *write.sent("other"))] == ["First", "Other"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_who_is_named_in_the_address_logs_in(platform: Platform, postbox: Postbox) -> None:
    _queue(platform, 1)
    named = postbox.address.replace("smtp://", "smtp://network%40test.example:p%3Ass%2Fword@")
    assert _deliver(platform, _settings(platform, named), NOW).sent == 1
    assert postbox.logins == [("network@test.example", "p:ss/word")]
    _queue(platform, 2)
    assert _deliver(platform, _settings(platform, postbox.address), NOW).sent == 1
    assert len(postbox.logins) == 1


def test_without_a_server_messages_stay_queued(platform: Platform) -> None:
    _queue(platform, 2)
    counts = _deliver(platform, platform.settings, NOW)
    assert (counts.sent, counts.queued) == (0, 2)
    with platform.database.reading() as session:
        assert [row.attempts for row in unsent(session, NOW)] == [0, 0]


def test_one_that_is_refused_is_tried_again_and_dead_after_so_many_times(platform: Platform, postbox: Postbox) -> None:
    settings = _settings(platform, postbox.address)
    postbox.refused.add("p0@test.example")
    _queue(platform, 2)
    assert _deliver(platform, settings, NOW).sent == 1
    moment = NOW
    for attempt in range(1, MOST_ATTEMPTS):
        moment += wait_after(attempt)
        assert _deliver(platform, settings, moment - timedelta(seconds=1)).failed == 0
        counts = _deliver(platform, settings, moment)
        assert counts.failed + counts.dead == 1
    assert counts.dead == 1
    assert _deliver(platform, settings, moment + timedelta(days=9)) == Counts(), "the dead are left alone"
    with platform.database.transaction() as session:
        (dead,) = unsent(session, NOW)
        assert dead.dead
        assert "450" in dead.last_error
        assert retry(session, moment) == 1
    postbox.refused.clear()
    assert _deliver(platform, settings, moment).sent == 1
    assert len(postbox.mails) == 2


@pytest.mark.parametrize("address", ["a@[b.c", "<", "a@b.c\nBcc: d@e.f"])
def test_one_that_cannot_be_put_together_fails_alone_and_is_dead_in_the_end(
    platform: Platform, postbox: Postbox, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    settings = _settings(platform, postbox.address)
    _queue(platform, 3)
    with platform.database.transaction() as session:
        session.execute(update(outbox).where(outbox.c.key == "key:1").values(recipient=address))
    counts = _deliver(platform, settings, NOW)
    assert (counts.sent, counts.failed, counts.queued) == (2, 1, 1)
    assert {mail["To"] for mail in postbox.mails} == {"p0@test.example", "p2@test.example"}
    moment = NOW
    for attempt in range(1, MOST_ATTEMPTS):
        moment += wait_after(attempt)
        counts = _deliver(platform, settings, moment)
    assert (counts.dead, counts.queued) == (1, 0)
    with platform.database.reading() as session:
        (dead,) = unsent(session, NOW)
    told = [record.getMessage() for record in caplog.records if record.name == "nmirf.outbox"]
    assert len(told) == MOST_ATTEMPTS
    assert all(f"message {dead.id} of the outbox" in line and address not in line for line in told)
    assert len(postbox.mails) == 2


def test_one_message_is_woken_by_its_number_and_none_that_is_sent(platform: Platform, postbox: Postbox) -> None:
    postbox.refused |= {"p0@test.example", "p1@test.example"}
    _queue(platform, 3)
    assert _deliver(platform, _settings(platform, postbox.address), NOW).sent == 1
    with platform.database.transaction() as session:
        numbers = dict(session.execute(select(outbox.c.key, outbox.c.id)).all())
        assert retry(session, NOW) == 0, "those that wait for their next attempt are left alone"
        assert retry(session, NOW, numbers["key:2"]) == 0
        assert retry(session, NOW, numbers["key:0"]) == 1
    postbox.refused.clear()
    assert _deliver(platform, _settings(platform, postbox.address), NOW).sent == 1
    assert {mail["To"] for mail in postbox.mails} == {"p0@test.example", "p2@test.example"}


@pytest.mark.parametrize(
    ("how", "answer"), [("turned_away", "SMTPRecipientsRefused: {'p1@test.example': (421"), ("dropped", "Disconnected")]
)
def test_one_for_whom_the_server_ends_the_connection_waits_alone(
    platform: Platform, postbox: Postbox, how: str, answer: str
) -> None:
    """Its own answer is what the list tells."""
    settings = _settings(platform, postbox.address)
    getattr(postbox, how).add("p1@test.example")
    _queue(platform, 5)
    counts = _deliver(platform, settings, NOW)
    assert (counts.sent, counts.failed, counts.queued) == (4, 1, 1)
    with platform.database.reading() as session:
        (waiting,) = unsent(session, NOW)
    assert (waiting.recipient, waiting.attempts) == ("p1@test.example", 1)
    assert answer in waiting.last_error
    assert _deliver(platform, settings, NOW + wait_after(1)).failed == 1
    getattr(postbox, how).clear()
    assert _deliver(platform, settings, NOW + timedelta(hours=1)).sent == 1
    assert sorted(mail["To"] for mail in postbox.mails) == [f"p{number}@test.example" for number in range(5)]


def test_while_the_server_does_not_answer_all_wait_and_none_of_them_dies(platform: Platform, postbox: Postbox) -> None:
    away = _settings(platform, "smtp://127.0.0.1:1")
    _queue(platform, 3)
    moment, waits = NOW, []
    for _ in range(2 * MOST_ATTEMPTS):
        counts = _deliver(platform, away, moment)
        assert (counts.sent, counts.failed, counts.dead, counts.queued) == (0, 3, 0, 3)
        with platform.database.reading() as session:
            waiting = unsent(session, NOW)
        assert {row.attempts for row in waiting} == {0}
        assert all("refused" in row.last_error for row in waiting)
        waits.append(waiting[0].next_attempt_at - moment)
        assert _deliver(platform, away, waiting[0].next_attempt_at - timedelta(seconds=1)).failed == 0
        moment = waiting[0].next_attempt_at
    assert waits[:6] == [timedelta(minutes=minutes) for minutes in (1, 1, 2, 4, 8, 15)]
    assert waits[-1] == timedelta(minutes=15)
    assert _deliver(platform, _settings(platform, postbox.address), moment).sent == 3


def test_a_worker_killed_after_sending_leaves_the_same_message_id(
    platform: Platform, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = _settings(platform, postbox.address)
    _queue(platform, 1)

    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(queue, "mark", killed)
        with pytest.raises(KeyboardInterrupt):
            _deliver(platform, settings, NOW)
    assert _deliver(platform, settings, NOW + timedelta(minutes=1)).sent == 0
    assert _deliver(platform, settings, NOW + queue.LEASE).sent == 1
    assert len({mail["Message-ID"] for mail in postbox.mails}) == 1
    with platform.database.reading() as session:
        assert session.execute(select(outbox.c.attempts)).scalars().all() == [2]


def test_a_message_taken_is_not_taken_twice(platform: Platform) -> None:
    _queue(platform, 2)
    taken = [queue.take(platform.database, NOW) for _ in range(3)]
    assert {row and row.key for row in taken} == {"key:0", "key:1", None}
    assert queue.take(platform.database, NOW + queue.LEASE) is not None
    assert wait_after(1) < wait_after(2) < wait_after(20) == LONGEST_WAIT


def test_mails_are_listed_in_the_order_in_which_they_were_queued(platform: Platform) -> None:
    """Also one that was withdrawn and is queued anew, so that of a recipient's the last one counts."""
    told = [("vote", 3, "ru"), ("consensus", 1, "fr"), ("anew", 0, "en"), ("draft", 2, "es"), ("anew", 4, "ar")]
    for name, minutes, language in told:
        with writing(platform, now=NOW + timedelta(minutes=minutes)) as write:
            write.withdraw(f"decision:1:{name}")
            write.send(Message(f"decision:1:{name}", "ana@test.example", name, "", language=language))
    with writing(platform, now=NOW) as write:
        assert [mail.language for mail in write.sent("decision:1:")] == ["fr", "es", "ru", "ar"]
        assert write.sent_to("decision:1:") == {"ana@test.example"}
