"""The obligations of the Declaration about meetings and the Executive Committee, checked against the records."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.members import ObligationStatus
from core.platform import Platform
from plugins.voting.enums import MeetingKind
from plugins.voting.errors import AgendaTooLate
from plugins.voting.obligations import obligations_on
from plugins.voting.rules import agendas, meetings
from plugins.voting.rules.schedules import Schedule
from tests.factories import writing
from tests.plugins.voting.steps import START, make_committee, make_members, open_meeting

AGENDA = "The agenda is sent to the members at least one month before the meeting."
COORDINATOR = "It has a Coordinator."
ANNUAL = "An annual meeting is organized."
MANDATE = "The Executive Committee has a mandate of 3 years."
END, DAY, SECOND = date(2029, 5, 1), timedelta(days=1), timedelta(seconds=1)
"""The day on which the mandate of a committee ends that begins 60 days after START."""


def _standing(platform: Platform, today: date) -> dict[str, ObligationStatus]:
    with platform.database.reading() as session:
        return {found.rule: found.status for found in obligations_on(session, today)}


def test_the_obligation_says_how_the_first_committee_is_appointed(platform: Platform) -> None:
    make_members(platform)
    with platform.database.reading() as session:
        details = {found.detail for found in obligations_on(session, date(2026, 2, 1)) if "Committee" in found.detail}
    (detail,) = details
    assert "annual or extraordinary meeting" in detail
    assert "appointExecutiveCommittee" in detail


def test_obligations_follow_the_records(platform: Platform) -> None:
    met, due, breached = ObligationStatus.MET, ObligationStatus.DUE, ObligationStatus.BREACHED
    nothing = ObligationStatus.NOT_APPLICABLE
    assert list(_standing(platform, date(2026, 2, 1)).values()) == [nothing] * 5
    members = make_members(platform)
    assert list(_standing(platform, date(2026, 2, 1)).values()) == [breached, nothing, due, due, due]
    make_committee(platform, members)
    assert list(_standing(platform, date(2026, 6, 1)).values()) == [met, met, met, met, breached]
    assert breached is next(iter(_standing(platform, date(2027, 6, 1)).values()))
    assert list(_standing(platform, date(2029, 3, 1)).values())[3] is due
    assert list(_standing(platform, date(2029, 6, 1)).values())[2:] == [breached, breached, breached]


def test_agendas_not_sent_in_time_are_reported_with_the_days_of_their_meetings(platform: Platform) -> None:
    said = []
    for days in (60, 90):
        first = START + timedelta(days=days)
        appointment = Schedule(first, first + timedelta(hours=6), "UTC", "Fictitious Hall")
        with writing(platform, now=START) as write:
            meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", appointment)
        with platform.database.reading() as session:
            said.append(obligations_on(session, (START + timedelta(days=89)).date())[1].detail)
    assert said == [
        "The agenda of the meeting of 2026-05-01 was not sent in time.",
        "The agendas of the meetings of 2026-05-01, 2026-05-31 were not sent in time.",
    ]


@pytest.mark.parametrize(
    ("zone", "until"),
    [("America/Asuncion", "2026-04-02T02:59:59Z"), ("Pacific/Kiritimati", "2026-04-01T09:59:59Z")],
)
def test_an_agenda_is_late_from_the_day_after_its_last(platform: Platform, zone: str, until: str) -> None:
    """(E1) In UTC; the obligation says until when the agenda is accepted, as days are counted where the meeting is."""
    make_members(platform)
    first, last = datetime(2026, 5, 1, 17, tzinfo=ZoneInfo(zone)), date(2026, 4, 1)
    with writing(platform, now=START) as write:
        held = Schedule(first, first + timedelta(hours=6), zone)
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", held)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
    due = f"Send the agenda of the meeting of 2026-05-01: it is accepted until {until}."
    assert _found(platform, AGENDA, last) == (ObligationStatus.DUE, due, last)
    late = "The agenda of the meeting of 2026-05-01 was not sent"
    still = f"{late} by 2026-04-01: it is accepted until {until}."
    next_day = still if until > "2026-04-02" else f"{late} in time."
    assert _found(platform, AGENDA, last + DAY) == (ObligationStatus.BREACHED, next_day, last)
    assert _found(platform, AGENDA, last + 2 * DAY) == (ObligationStatus.BREACHED, f"{late} in time.", last)
    with pytest.raises(AgendaTooLate), writing(platform, now=datetime.fromisoformat(until) + SECOND) as write:
        agendas.send_agenda(write, meeting)
    with writing(platform, now=datetime.fromisoformat(until)) as write:
        agendas.send_agenda(write, meeting)
    assert _standing(platform, last + DAY)[AGENDA] is ObligationStatus.MET


@pytest.mark.parametrize(("months", "status"), [(6, ObligationStatus.DUE), (30, ObligationStatus.BREACHED)])
def test_an_annual_meeting_far_ahead_does_not_count_for_this_year(
    platform: Platform, months: int, status: ObligationStatus
) -> None:
    """(E3)"""
    make_members(platform)
    with writing(platform, now=START) as write:
        starts = START + timedelta(days=30 * months)
        schedule = Schedule(starts, starts + timedelta(days=1), "America/Asuncion")
        meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", schedule)
    assert _standing(platform, START.date())[ANNUAL] is status


def test_an_annual_meeting_that_has_begun_and_waits_to_be_opened_is_due(platform: Platform) -> None:
    """(E3) Until its last day is over."""
    make_members(platform)
    first = START + timedelta(days=60)
    with writing(platform, now=START) as write:
        held = Schedule(first, first + timedelta(days=2), "UTC")
        meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", held)
    found = [_standing(platform, (first + timedelta(days=days)).date())[ANNUAL] for days in (0, 1, 2, 3)]
    assert found == [ObligationStatus.DUE] * 3 + [ObligationStatus.BREACHED]


def test_an_annual_meeting_is_to_be_planned_before_it_is_missed(platform: Platform) -> None:
    """(E1, E3) 90 days before a year has passed since the last one began, on 2026-05-01."""
    open_meeting(platform, make_members(platform))
    met, due = ObligationStatus.MET, ObligationStatus.DUE
    held, year_later = "The last one began on 2026-05-01.", date(2027, 5, 1)
    assert _annual(platform, date(2027, 1, 30)) == (met, held, year_later)
    plan = f"{held} Plan one that begins by 2027-05-01: its agenda is sent by 2027-04-01."
    assert _annual(platform, date(2027, 1, 31)) == _annual(platform, date(2027, 4, 1)) == (due, plan, year_later)
    plan = f"{held} Plan the next one: too little time is left for an agenda of one that begins by 2027-05-01."
    assert _annual(platform, date(2027, 4, 2)) == _annual(platform, year_later) == (due, plan, year_later)
    with writing(platform, now=datetime(2027, 2, 1, tzinfo=UTC)) as write:
        starts = datetime(2027, 4, 20, 9, tzinfo=UTC)
        meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "The next one", Schedule(starts, starts + DAY, "UTC"))
    assert _annual(platform, date(2027, 2, 1)) == (met, f"{held} The next one is planned for 2027-04-20.", year_later)


def test_an_annual_meeting_planned_for_more_than_a_year_after_the_last_one_is_too_late(platform: Platform) -> None:
    """(E3) A year that is skipped is skipped, whatever is planned."""
    open_meeting(platform, make_members(platform))
    year_later = date(2027, 5, 1)
    with writing(platform, now=datetime(2027, 2, 1, tzinfo=UTC)) as write:
        starts = datetime(2028, 4, 20, 9, tzinfo=UTC)
        meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "The next one", Schedule(starts, starts + DAY, "UTC"))
    late = "The last one began on 2026-05-01. The next one is planned for 2028-04-20, after 2027-05-01."
    assert _annual(platform, date(2027, 4, 30)) == (ObligationStatus.DUE, late, year_later)
    assert _annual(platform, year_later) == (ObligationStatus.DUE, late, year_later)
    missed = "None in the last twelve months; one is planned for 2028-04-20."
    assert _annual(platform, year_later + DAY) == (ObligationStatus.BREACHED, missed, year_later)
    assert _annual(platform, date(2028, 4, 21)) == (ObligationStatus.BREACHED, missed, year_later)


def test_an_annual_meeting_opened_only_after_its_days_did_not_take_place(platform: Platform) -> None:
    """(E3) It can still be closed, and its report published."""
    make_members(platform)
    first, long_after = START + 60 * DAY, datetime(2027, 3, 1, 9, tzinfo=UTC)
    with writing(platform, now=START) as write:
        held = Schedule(first, first + timedelta(hours=6), "America/Asuncion")
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", held)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    before = _annual(platform, long_after.date())
    assert before[0] is ObligationStatus.BREACHED
    with writing(platform, now=long_after) as write:
        meetings.open_meeting(write, meeting)
    assert _annual(platform, long_after.date()) == before
    with writing(platform, now=long_after) as write:
        meetings.close_meeting(write, meeting)
    assert _annual(platform, long_after.date()) == before


def test_an_annual_meeting_counts_as_soon_as_it_is_opened(platform: Platform) -> None:
    """(E3) In Auckland a day begins twelve hours earlier than in UTC."""
    members, zone = make_members(platform), "Pacific/Auckland"
    open_meeting(platform, members, now=datetime(2026, 3, 2, 21, tzinfo=UTC), zone=zone)
    began = "The last one began on 2026-05-02."
    assert _annual(platform, date(2026, 5, 1)) == (ObligationStatus.MET, began, date(2027, 5, 2))


def _annual(platform: Platform, today: date) -> tuple[ObligationStatus, str, date | None]:
    return _found(platform, ANNUAL, today)


def _found(platform: Platform, rule: str, today: date) -> tuple[ObligationStatus, str, date | None]:
    """An obligation as it stands on a day: its status, what was found, and the day by which it is due."""
    with platform.database.reading() as session:
        (found,) = [one for one in obligations_on(session, today) if one.rule == rule]
    return found.status, found.detail, found.due_on


def test_the_next_committee_is_known_before_it_begins(platform: Platform) -> None:
    """(C1, C3) It begins on the day on which the present one ends, so no other has to be appointed."""
    members = make_members(platform)
    make_committee(platform, members)
    make_committee(platform, members, since=END, now=datetime(2029, 1, 2, tzinfo=UTC))
    reported = [_mandate(platform, day) for day in (date(2029, 3, 1), END - DAY)]
    assert reported == [(ObligationStatus.MET, "It ends on 2029-05-01; the next one begins then.")] * 2


def test_a_committee_to_come_is_reported_while_none_is_in_office(platform: Platform) -> None:
    """(C1) Also the first one; the gap is still due or breached."""
    members = make_members(platform)
    make_committee(platform, members, since=date(2026, 7, 1))
    reported = _mandate(platform, date(2026, 6, 1))
    assert reported == (
        ObligationStatus.DUE,
        "No Executive Committee is in office yet. The next one begins on 2026-07-01.",
    )
    make_committee(platform, members, since=date(2029, 9, 1), now=datetime(2029, 1, 2, tzinfo=UTC))
    assert _mandate(platform, date(2029, 6, 1))[0] is ObligationStatus.DUE
    assert _mandate(platform, date(2029, 7, 1)) == (
        ObligationStatus.BREACHED,
        "The mandate of the last Executive Committee has ended. The next one begins on 2029-09-01.",
    )


def test_a_new_committee_has_thirty_days_to_choose_its_coordinator(platform: Platform) -> None:
    """(C2) What to do is said as long as it has none; its mandate begins on 2026-05-01."""
    make_committee(platform, make_members(platform))
    detail = (
        "No Coordinator is recorded that is a member: adopt a decision of the Executive Committee on one of its seats "
        "(proposeDecision), and appoint it by that decision (appointCoordinator)."
    )
    days = [date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)]
    by = date(2026, 5, 31)
    statuses = [ObligationStatus.DUE, ObligationStatus.DUE, ObligationStatus.BREACHED]
    assert [_found(platform, COORDINATOR, day) for day in days] == [(status, detail, by) for status in statuses]


def _mandate(platform: Platform, today: date) -> tuple[ObligationStatus, str]:
    return _found(platform, MANDATE, today)[:2]
