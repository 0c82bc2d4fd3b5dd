"""Mail about meetings and decisions reaches everybody it concerns, once, and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from core.errors import Conflict
from core.members.rules import focal_points, mechanisms
from core.platform import Platform
from core.tables import outbox
from plugins.voting.enums import DecisionBody, MeetingKind
from plugins.voting.errors import AgendaTooLate
from plugins.voting.rules import agendas, meetings
from plugins.voting.rules.schedules import Schedule
from tests.factories import Made, make_observer, writing
from tests.plugins.voting.steps import (
    START,
    make_adopted_decision,
    make_committee,
    make_contested_decision,
    make_members,
    make_open_vote,
    open_meeting,
)

LATER = START + timedelta(days=1)


def _mails(platform: Platform, key: str) -> list[tuple[str, str]]:
    """The recipient and the subject of each mail whose key has this prefix."""
    with platform.database.reading() as session:
        found = session.execute(select(outbox.c.recipient, outbox.c.subject).where(outbox.c.key.startswith(key)))
        return sorted((row.recipient, row.subject) for row in found)


def _convened(platform: Platform, kind: MeetingKind = MeetingKind.ANNUAL, now: datetime = START) -> int:
    starts = START + timedelta(days=60)
    with writing(platform, now=now) as write:
        schedule = Schedule(starts, starts + timedelta(hours=6), "America/Asuncion")
        meeting = meetings.plan_meeting(write, kind, "en", "A fictitious meeting", schedule)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    return meeting


def _designate(platform: Platform, member: Made, email: str, language: str | None = None) -> None:
    with writing(platform, now=LATER) as write:
        focal_points.designate_focal_point(
            write, member.key, "Fictitious Successor", None, email, LATER.date(), language
        )


def test_an_agenda_sent_again_reaches_only_those_that_do_not_have_it(platform: Platform) -> None:
    members = make_members(platform)
    meeting = _convened(platform)
    with pytest.raises(Conflict), writing(platform, now=LATER) as write:
        agendas.send_agenda(write, meeting)
    _designate(platform, members[0], "successor@test.example")
    with writing(platform, now=LATER) as write:
        agendas.send_agenda(write, meeting)
    invited = [recipient for recipient, _ in _mails(platform, f"meeting:{meeting}:")]
    assert len(invited) == len(set(invited)) == len(members) + 1
    assert "successor@test.example" in invited


def test_each_focal_point_is_written_to_in_its_language(platform: Platform) -> None:
    """(E1) Otherwise in that of its mechanism; for an observer, which has none, in that of the meeting."""
    member, *_ = make_members(platform)
    named, other = (make_observer(platform, code) for code in ("SEN", "TGO"))
    _designate(platform, member, "member@test.example", "ru")
    _designate(platform, named, "named@test.example", "fr")
    _designate(platform, other, "other@test.example")
    subjects = dict(_mails(platform, f"meeting:{_convened(platform, now=LATER)}:"))
    assert subjects["member@test.example"] == "Повестка дня: A fictitious meeting"
    assert subjects["named@test.example"] == "Ordre du jour : A fictitious meeting"
    assert subjects["other@test.example"] == "Agenda: A fictitious meeting"


def test_an_agenda_corrected_in_time_is_sent_to_everybody_again(platform: Platform) -> None:
    """(E1) But not after the last day on which it can be sent."""
    members = make_members(platform)
    meeting = _convened(platform)
    corrected = [agendas.Item("en", "Opening, without the mistake")]
    with writing(platform, now=LATER) as write:
        agendas.prepare_agenda(write, meeting, corrected)
    assert len(_mails(platform, f"meeting:{meeting}:1:REQUEST:")) == len(members)
    with pytest.raises(AgendaTooLate), writing(platform, now=START + timedelta(days=40)) as write:
        agendas.prepare_agenda(write, meeting, corrected)


def test_a_cancellation_reaches_those_invited_and_those_who_would_be_now(platform: Platform) -> None:
    members = make_members(platform)
    meeting = _convened(platform)
    invited = {recipient for recipient, _ in _mails(platform, f"meeting:{meeting}:")}
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(sent_at=START))
    _designate(platform, members[0], "successor@test.example")
    with writing(platform, now=LATER) as write:
        meetings.cancel_meeting(write, meeting, "A reason")
    recipients = [recipient for recipient, _ in _mails(platform, f"meeting:{meeting}:1:CANCEL:")]
    assert sorted(recipients) == sorted({*invited, "successor@test.example"})


def test_a_meeting_of_the_committee_invites_only_its_seats(platform: Platform) -> None:
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:3], now=START - timedelta(days=100))
    meeting = _convened(platform, MeetingKind.EXECUTIVE_COMMITTEE)
    invited = [recipient for recipient, _ in _mails(platform, f"meeting:{meeting}:")]
    assert invited == ["mar@test.example", "prt@test.example", "pry@test.example"]


def test_a_seat_that_fell_vacant_is_invited_no_longer(platform: Platform) -> None:
    """(C1) If it was invited before, the meeting leaves its calendar with the next change."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN"))
    make_committee(platform, members, now=START - timedelta(days=100))
    before = _convened(platform, MeetingKind.EXECUTIVE_COMMITTEE)
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(sent_at=START))
    with writing(platform, now=LATER) as write:
        mechanisms.withdraw_mechanism(write, members[0].key, "It was closed.", LATER.date())
    after = _convened(platform, MeetingKind.EXECUTIVE_COMMITTEE, now=LATER)
    left = ["jpn@test.example", "mar@test.example", "prt@test.example"]
    assert [recipient for recipient, _ in _mails(platform, f"meeting:{after}:")] == left
    with writing(platform, now=LATER) as write:
        meetings.retitle_meeting(write, before, "en", "Another title")
    assert [recipient for recipient, _ in _mails(platform, f"meeting:{before}:1:REQUEST:")] == left
    assert [recipient for recipient, _ in _mails(platform, f"meeting:{before}:1:CANCEL:")] == ["pry@test.example"]


def test_a_meeting_without_anybody_to_invite_is_not_convened(platform: Platform) -> None:
    with pytest.raises(Conflict, match="No Executive Committee is in office on 2026-05-01, so nobody would be invited"):
        _convened(platform, MeetingKind.EXECUTIVE_COMMITTEE)


def test_a_meeting_of_the_committee_is_not_moved_to_a_day_without_one(platform: Platform) -> None:
    make_committee(platform, make_members(platform, ("PRY", "MAR", "PRT")), now=START - timedelta(days=100))
    meeting = _convened(platform, MeetingKind.EXECUTIVE_COMMITTEE)
    later = START + timedelta(days=4 * 366)
    changes = {"starts_at": later, "ends_at": later + timedelta(hours=6)}
    with pytest.raises(Conflict, match="No Executive Committee is in office"), writing(platform, now=LATER) as write:
        meetings.reschedule_meeting(write, meeting, changes)


def test_all_who_may_object_are_notified_of_the_silence_procedure(platform: Platform) -> None:
    members = make_members(platform)
    decision = make_contested_decision(platform, members[0])
    mails = _mails(platform, f"decision:{decision}:")
    assert len(mails) == len(members)
    assert {subject for _, subject in mails} == {"Consensus is sought: A fictitious decision"}


def test_only_the_committee_is_notified_of_its_decisions(platform: Platform) -> None:
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:3], now=START - timedelta(days=100))
    decision = make_contested_decision(platform, members[0], body=DecisionBody.EXECUTIVE_COMMITTEE)
    assert len(_mails(platform, f"decision:{decision}:")) == 3


def test_the_electorate_is_notified_of_a_vote_by_correspondence_in_its_language(platform: Platform) -> None:
    members = make_members(platform)
    decision = make_open_vote(platform, members)
    with platform.database.reading() as session:
        sent = session.execute(select(outbox).where(outbox.c.key.startswith(f"decision:{decision}:vote:"))).all()
    assert len(sent) == len(members)
    assert all("Its text." in mail.body and "2026/1" in mail.body for mail in sent)


def test_no_mail_is_sent_about_decisions_taken_in_a_meeting(platform: Platform) -> None:
    meeting = open_meeting(platform, make_members(platform))
    decision = make_adopted_decision(platform, START + timedelta(days=60), DecisionBody.NETWORK, meeting)
    assert _mails(platform, f"decision:{decision}:") == []
