"""Queued mail about a meeting is not sent once a later one has made it obsolete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core import Write
from core.mail import queue
from core.mail.worker import Delivery
from core.members.rules import focal_points
from core.platform import Platform
from plugins.voting.enums import MeetingKind
from plugins.voting.rules import agendas, meetings
from plugins.voting.rules.schedules import Schedule
from tests.factories import Made, make_observer, writing
from tests.plugins.voting.steps import START, make_members
from tests.postbox import Postbox

HELD = START + timedelta(days=60)
LATER = START + timedelta(days=1)
CANCELLED, INVITED = "Cancelled: A fictitious meeting", "Agenda: A fictitious meeting"


@pytest.fixture
def members(platform: Platform) -> list[Made]:
    return make_members(platform, ("PRY", "MAR"))


@pytest.fixture
def meeting(platform: Platform, members: list[Made]) -> int:
    """A meeting to which two members are invited, with the mail still queued."""
    with writing(platform, now=START) as write:
        schedule = Schedule(HELD, HELD + timedelta(hours=6), "UTC")
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", schedule)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    return meeting


def _deliver(platform: Platform, postbox: Postbox, now: datetime = LATER) -> list[tuple[str, str]]:
    settings = replace(platform.settings, smtp_url=postbox.address)
    Delivery(platform.database, settings, lambda: now).deliver_due()
    got = sorted((mail["To"].partition("@")[0], mail["Subject"]) for mail in postbox.mails)
    postbox.mails.clear()
    return got


def _cancel(platform: Platform, meeting: int) -> None:
    with writing(platform, now=LATER) as write:
        meetings.cancel_meeting(write, meeting, "A storm")


def _retitle(write: Write, meeting: int) -> None:
    meetings.retitle_meeting(write, meeting, "en", "Another title")


def _reschedule(write: Write, meeting: int) -> None:
    meetings.reschedule_meeting(write, meeting, {"place": "Asunción"})


def _correct(write: Write, meeting: int) -> None:
    agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening, corrected")])


@pytest.mark.parametrize(
    ("change", "found_text"), [(_retitle, "Another title"), (_reschedule, "Asunción"), (_correct, "Opening, corrected")]
)
def test_only_the_newest_invitation_to_a_changed_meeting_is_sent(
    platform: Platform, postbox: Postbox, meeting: int, change: Callable[[Write, int], None], found_text: str
) -> None:
    with writing(platform, now=LATER) as write:
        change(write, meeting)
    with platform.database.reading() as session:
        waiting = queue.unsent(session, LATER)
    assert sorted(mail.recipient for mail in waiting) == ["mar@test.example", "pry@test.example"]
    assert all(found_text in f"{mail.subject} {mail.body}" for mail in waiting)
    assert [to for to, _ in _deliver(platform, postbox)] == ["mar", "pry"]


def test_those_never_invited_are_not_notified_of_a_cancellation(
    platform: Platform, postbox: Postbox, meeting: int
) -> None:
    with writing(platform, now=LATER) as write:
        _retitle(write, meeting)
    _cancel(platform, meeting)
    assert _deliver(platform, postbox) == []


def test_those_invited_are_notified_of_a_cancellation_whatever_mail_is_queued(
    platform: Platform, postbox: Postbox, meeting: int
) -> None:
    assert _deliver(platform, postbox) == [("mar", INVITED), ("pry", INVITED)]
    with writing(platform, now=LATER) as write:
        _reschedule(write, meeting)
    _cancel(platform, meeting)
    assert _deliver(platform, postbox) == [("mar", CANCELLED), ("pry", CANCELLED)]


def test_a_cancellation_follows_an_invitation_that_is_just_being_sent(
    platform: Platform, postbox: Postbox, meeting: int
) -> None:
    in_hand = queue.take(platform.database, LATER)
    _cancel(platform, meeting)
    assert queue.mark(platform.database, in_hand, OSError("The line was cut."), LATER) == "failed"
    assert _deliver(platform, postbox) == [(in_hand.recipient.partition("@")[0], CANCELLED)]
    assert _deliver(platform, postbox, LATER + timedelta(days=9)) == []


def test_a_cancellation_follows_an_invitation_that_may_have_been_sent(
    platform: Platform, postbox: Postbox, meeting: int
) -> None:
    in_hand = queue.take(platform.database, LATER)
    queue.mark(platform.database, in_hand, OSError("No answer came."), LATER)
    with platform.database.transaction() as session:
        assert queue.retry(session, LATER, every=True) == 2
    _cancel(platform, meeting)
    assert _deliver(platform, postbox) == [(in_hand.recipient.partition("@")[0], CANCELLED)]


def test_an_agenda_sent_again_withdraws_no_queued_mail(platform: Platform, postbox: Postbox, meeting: int) -> None:
    observer = make_observer(platform, "SEN")
    with writing(platform, now=LATER) as write:
        email = "sen@test.example"
        focal_points.designate_focal_point(write, observer.key, "Fictitious", None, email, LATER.date(), "en")
        agendas.send_agenda(write, meeting)
    assert _deliver(platform, postbox) == [("mar", INVITED), ("pry", INVITED), ("sen", INVITED)]


@pytest.mark.parametrize("corrected", ["corrected", "pry"])
def test_mail_queued_for_a_replaced_address_is_not_sent(
    platform: Platform, postbox: Postbox, meeting: int, members: list[Made], corrected: str
) -> None:
    """Even if it is replaced by the previous one."""
    for name in ("stranger", corrected):
        with writing(platform, now=LATER) as write:
            email = f"{name}@test.example"
            focal_points.designate_focal_point(write, members[0].key, "Fictitious", None, email, LATER.date())
            agendas.send_agenda(write, meeting)
    assert _deliver(platform, postbox) == sorted([("mar", INVITED), (corrected, INVITED)])


def test_no_invitation_to_a_closed_meeting_is_sent(platform: Platform, postbox: Postbox, meeting: int) -> None:
    """As when no mail server was set until then."""
    with writing(platform, now=HELD) as write:
        meetings.open_meeting(write, meeting)
    with writing(platform, now=HELD + timedelta(hours=6)) as write:
        meetings.close_meeting(write, meeting)
    assert _deliver(platform, postbox, HELD + timedelta(days=1)) == []
