"""The title of a meeting can be corrected until it is closed, and those invited are notified."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from core.platform import Platform
from core.tables import outbox
from plugins.voting.rules import meetings
from tests.conftest import Ask
from tests.factories import writing
from tests.plugins.voting.steps import START, change, codes, make_members, open_meeting

ANSWER = "meeting { title originalLanguage status }"
PLAN = """kind: SEMINAR, language: EN, title: "A fictitous seminar", startsAt: "2099-03-02T09:00:00Z",
  endsAt: "2099-03-02T12:00:00Z", timeZone: "America/Asuncion" """


def _retitle(ask: Ask, meeting: str, language: str, title: str) -> Any:
    fields = f'meeting: "{meeting}", language: {language}, title: "{title}"'
    return change(ask, "retitleMeeting", fields, answer=ANSWER)


def _mails(platform: Platform) -> list[Any]:
    with platform.database.reading() as session:
        return list(session.execute(select(outbox)).all())


@pytest.fixture
def planned(platform: Platform, ask: Ask) -> str:
    """A meeting with a mistake in its title, and members to invite."""
    make_members(platform)
    return str(change(ask, "planMeeting", PLAN, answer="meeting { id }")["meeting"]["id"])


def test_the_invited_have_the_new_title_in_the_same_calendar_entry(platform: Platform, ask: Ask, planned: str) -> None:
    by = f'meeting: "{planned}"'
    change(ask, "prepareAgenda", f'{by}, items: [{{language: EN, title: "Opening"}}]', answer=ANSWER)
    change(ask, "sendAgenda", by, answer=ANSWER)
    retitled = _retitle(ask, planned, "EN", "A fictitious seminar")
    expected = {"title": "A fictitious seminar", "originalLanguage": "EN", "status": "CONVENED"}
    assert retitled == {"meeting": expected, "errors": []}
    invited = [mail for mail in _mails(platform) if mail.recipient == "pry@test.example"]
    assert sorted(mail.subject for mail in invited) == ["Agenda: A fictitious seminar", "Agenda: A fictitous seminar"]
    (first, then) = (next(iter(Calendar.from_ical(mail.calendar).walk("VEVENT"))) for mail in invited)
    assert first["UID"] == then["UID"]
    assert {int(event["SEQUENCE"]): str(event["SUMMARY"]) for event in (first, then)} == {
        0: "A fictitous seminar",
        1: "A fictitious seminar",
    }


def test_nobody_is_notified_of_a_new_title_before_the_invitation(platform: Platform, ask: Ask, planned: str) -> None:
    """Its language can be corrected with it."""
    retitled = _retitle(ask, planned, "FR", "Un séminaire fictif")["meeting"]
    assert retitled == {"title": "Un séminaire fictif", "originalLanguage": "FR", "status": "PLANNED"}
    assert _mails(platform) == []


def test_an_unchanged_or_empty_title_is_refused(platform: Platform, ask: Ask, planned: str) -> None:
    for title in ("A fictitous seminar", " A fictitous seminar ", " "):
        (refused,) = _retitle(ask, planned, "EN", title)["errors"]
        assert (refused["code"], refused["path"]) == ("INVALID", ["title"])


def test_a_title_is_corrected_in_an_open_meeting_and_stays_once_it_is_closed(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members, now=START)
    before = len(_mails(platform))
    assert _retitle(ask, f"Meeting:{meeting}", "EN", "What it is called")["meeting"]["status"] == "OPEN"
    assert len(_mails(platform)) == before + len(members)
    with writing(platform) as write:
        meetings.close_meeting(write, meeting)
    assert codes(_retitle(ask, f"Meeting:{meeting}", "EN", "Too late")) == ["WRONG_STATUS"]
