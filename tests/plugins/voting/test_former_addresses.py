"""Those no longer invited to a meeting get an update of their calendar, without the address of the room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from core.mail import queue
from core.mail.worker import Delivery
from core.members.rules import focal_points
from core.platform import Platform
from plugins.voting.enums import MeetingKind
from plugins.voting.rules import agendas, meetings
from plugins.voting.rules.schedules import Schedule
from tests.factories import Made, make_member, writing
from tests.plugins.voting.steps import START
from tests.postbox import Postbox

HELD = START + timedelta(days=60)
LATER = START + timedelta(days=1)
ROOM, NEW_ROOM = "https://meeting.example/first", "https://meeting.example/second"

Mails = dict[str, EmailMessage]


@pytest.fixture
def deliver(platform: Platform, postbox: Postbox) -> Callable[[], Mails]:
    def delivered() -> Mails:
        Delivery(platform.database, replace(platform.settings, smtp_url=postbox.address), lambda: LATER).deliver_due()
        mails = {mail["To"].partition("@")[0]: mail for mail in postbox.mails}
        assert len(mails) == len(postbox.mails)
        postbox.mails.clear()
        return mails

    return delivered


@pytest.fixture
def member(platform: Platform) -> Made:
    return make_member(platform, "MAR")


def _designate(platform: Platform, member: Made, name: str, language: str) -> None:
    with writing(platform, now=LATER) as write:
        email = f"{name}@test.example"
        focal_points.designate_focal_point(write, member.key, "Fictitious", None, email, LATER.date(), language)


@pytest.fixture
def meeting(platform: Platform, member: Made, deliver: Callable[[], Mails]) -> int:
    """A meeting to which a focal point was invited in Arabic by a mail already sent; its successor reads French."""
    _designate(platform, member, "predecessor", "ar")
    with writing(platform, now=LATER) as write:
        schedule = Schedule(HELD, HELD + timedelta(hours=6), "UTC", online_url=ROOM)
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", schedule)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    assert ROOM in _said(deliver()["predecessor"])
    _designate(platform, member, "successor", "fr")
    return meeting


def _said(mail: EmailMessage) -> str:
    return "".join(part.get_content() for part in mail.iter_parts())


def _event(mail: EmailMessage) -> tuple[str, int, str | None]:
    """The METHOD of the calendar in a mail, and the SEQUENCE and STATUS of its event."""
    (written,) = (part.get_content() for part in mail.iter_parts() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), int(event["SEQUENCE"]), event.get("STATUS")


def _move(platform: Platform, meeting: int) -> None:
    with writing(platform, now=LATER) as write:
        meetings.reschedule_meeting(write, meeting, {"online_url": NEW_ROOM})


def _cancel(platform: Platform, meeting: int) -> None:
    with writing(platform, now=LATER) as write:
        meetings.cancel_meeting(write, meeting, "A storm")


def test_a_rescheduled_meeting_is_removed_once_from_the_calendar_of_a_predecessor(
    platform: Platform, deliver: Callable[[], Mails], meeting: int
) -> None:
    _move(platform, meeting)
    mails = deliver()
    assert sorted(mails) == ["predecessor", "successor"]
    assert mails["predecessor"]["Subject"] == "سُحبت الدعوة: A fictitious meeting"
    assert _event(mails["predecessor"]) == ("CANCEL", 1, None)
    assert "meeting.example/" not in _said(mails["predecessor"])
    assert _event(mails["successor"]) == ("REQUEST", 1, "CONFIRMED") and NEW_ROOM in _said(mails["successor"])
    _cancel(platform, meeting)
    mails = deliver()
    assert list(mails) == ["successor"]
    assert _event(mails["successor"]) == ("CANCEL", 2, "CANCELLED")
    assert "meeting.example/" not in _said(mails["successor"])


def test_a_predecessor_not_notified_of_a_change_is_notified_of_the_cancellation_only(
    platform: Platform, deliver: Callable[[], Mails], meeting: int
) -> None:
    _move(platform, meeting)
    _cancel(platform, meeting)
    mails = deliver()
    assert mails["predecessor"]["Subject"] == "أُلغي: A fictitious meeting"
    assert _event(mails["predecessor"]) == ("CANCEL", 2, "CANCELLED")
    assert "meeting.example/" not in _said(mails["predecessor"])


def test_the_language_of_an_invitation_is_known_once_its_text_is_deleted(
    platform: Platform, deliver: Callable[[], Mails], meeting: int
) -> None:
    queue.clear(platform.database, LATER + timedelta(seconds=1))
    _cancel(platform, meeting)
    mails = deliver()
    assert mails["predecessor"]["Subject"] == "أُلغي: A fictitious meeting"
    assert mails["successor"]["Subject"] == "Annulée : A fictitious meeting"


@pytest.mark.parametrize("removed", [True, False], ids=["after the mail", "before the mail"])
def test_a_focal_point_that_comes_back_is_invited_again(
    platform: Platform, member: Made, deliver: Callable[[], Mails], meeting: int, removed: bool
) -> None:
    _move(platform, meeting)
    if removed:
        deliver()
    _designate(platform, member, "predecessor", "ar")
    with writing(platform, now=LATER) as write:
        agendas.send_agenda(write, meeting)
    mails = deliver()
    assert list(mails) == ["predecessor"]
    assert _event(mails["predecessor"]) == ("REQUEST", 1, "CONFIRMED") and NEW_ROOM in _said(mails["predecessor"])
