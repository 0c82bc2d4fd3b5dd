"""Rescheduling a meeting: omitted fields stay, null removes, and an unchanged schedule is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import Write
from core.errors import Invalid
from core.platform import Platform
from plugins.voting.enums import MeetingKind
from plugins.voting.errors import AgendaTooLate
from plugins.voting.rules import agendas, meetings
from plugins.voting.rules.schedules import Schedule
from tests.conftest import Ask
from tests.factories import SECRETARIAT, writing
from tests.plugins.voting.steps import START, last_journal_entry, make_committee, make_members

PLANNED = {
    "kind": "SEMINAR", "language": "ES", "title": "Seminario ficticio", "startsAt": "2099-12-01T09:00:00Z",
    "endsAt": "2099-12-01T12:00:00Z", "timeZone": "America/Asuncion", "place": "Sala ficticia",
    "onlineUrl": "https://meeting.example/room",
}  # fmt: skip
MOVED = ("startsAt", "endsAt", "timeZone")


@pytest.fixture
def meeting(ask: Ask) -> str:
    planned = ask(
        "mutation($input: PlanMeetingInput!) { planMeeting(input: $input) { meeting { id } } }",
        {"input": PLANNED},
        SECRETARIAT,
    )
    return str(planned["data"]["planMeeting"]["meeting"]["id"])


def _moved(ask: Ask, meeting: str, given: Mapping[str, str | None]) -> Any:
    return ask(
        "mutation($input: RescheduleMeetingInput!) { rescheduleMeeting(input: $input) { errors { code path } } }",
        {"input": {"meeting": meeting, **given}},
        SECRETARIAT,
    )["data"]["rescheduleMeeting"]["errors"]


def test_the_journal_shows_the_schedule_of_a_meeting_as_the_meeting_does(ask: Ask, meeting: str) -> None:
    query = "query($id: ID!) { meeting(id: $id) { startsAt endsAt } }"
    moved = {"startsAt": "2099-12-01T22:30:00-03:00", "endsAt": "2099-12-02T01:00:00-03:00", "timeZone": "UTC"}
    for given in ({}, moved):
        assert not given or _moved(ask, meeting, given) == []
        shown, said = ask(query, {"id": meeting})["data"]["meeting"], last_journal_entry(ask)["payload"]
        assert {name: said[name] for name in shown} == shown


@pytest.mark.parametrize(
    ("given", "place", "room"),
    [
        ({}, "Sala ficticia", "https://meeting.example/room"),
        ({"place": "Hall"}, "Hall", "https://meeting.example/room"),
        ({"place": None, "onlineUrl": None}, None, None),
    ],
)
def test_omitted_fields_stay_and_null_removes_them(
    platform: Platform, ask: Ask, meeting: str, given: dict[str, str | None], place: str | None, room: str | None
) -> None:
    (member, *_) = make_members(platform)
    moments = {"startsAt": "2099-03-02T09:00:00Z", "endsAt": "2099-03-02T12:00:00Z", "timeZone": "Africa/Casablanca"}
    assert _moved(ask, meeting, {**moments, **given}) == []
    now = ask(f'{{ meeting(id: "{meeting}") {{ startsAt timeZone place onlineUrl }} }}', viewer=member.viewer)
    assert now["data"]["meeting"] == {
        "startsAt": moments["startsAt"], "timeZone": moments["timeZone"], "place": place, "onlineUrl": room,
    }  # fmt: skip


def test_an_unchanged_schedule_is_refused_and_nobody_is_mailed(ask: Ask, meeting: str) -> None:
    refused = _moved(ask, meeting, {name: PLANNED[name] for name in MOVED})
    assert refused == [{"code": "INVALID", "path": ["meeting"]}]


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ("1944-12-31", ["startsAt", "endsAt"]),
        ("1945-01-01", ["endsAt"]),
        ("2200-12-31", []),
        ("2201-01-01", ["startsAt", "endsAt"]),
    ],
)
def test_no_meeting_is_held_in_a_year_that_was_mistyped(ask: Ask, meeting: str, day: str, wrong: list[str]) -> None:
    then = {"startsAt": f"{day}T09:00:00Z", "endsAt": f"{day}T12:00:00Z", "timeZone": PLANNED["timeZone"]}
    refused = _moved(ask, meeting, then)
    assert [error["path"] for error in refused] == [[name] for name in wrong]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"endsAt": "2027-12-01T12:00:00Z"}, ["endsAt"]),
        ({"startsAt": "2025-12-01T09:00:00Z", "endsAt": "2025-12-02T09:00:00Z"}, ["endsAt"]),
    ],
    ids=["longer than three months", "over already"],
)
def test_mistakes_in_a_schedule_are_reported_with_their_fields(
    platform: Platform, given: dict[str, str], path: list[str]
) -> None:
    starts = START + timedelta(days=30)
    with writing(platform, now=START) as write:
        schedule = Schedule(starts, starts + timedelta(hours=3), "America/Asuncion")
        meeting = meetings.plan_meeting(write, MeetingKind.SEMINAR, "en", "A fictitious seminar", schedule)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    changes = {
        "starts_at" if name == "startsAt" else "ends_at": datetime.fromisoformat(moment)
        for name, moment in given.items()
    }
    with pytest.raises(Invalid) as refused, writing(platform, now=START) as write:
        meetings.reschedule_meeting(write, meeting, changes)
    assert refused.value.path == path


def test_a_meeting_stays_a_month_after_the_agenda_that_was_sent_last(platform: Platform, ask: Ask) -> None:
    """(E1) Whatever was sent earlier: postponing a meeting and moving it back does not allow a later agenda."""

    def at(days: int) -> Schedule:
        return Schedule(START + timedelta(days=days), START + timedelta(days=days, hours=6), "America/Asuncion")

    make_members(platform)
    with writing(platform, now=START) as write:
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", at(60))
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    late = START + timedelta(days=40)
    with writing(platform, now=late) as write:
        meetings.reschedule_meeting(write, meeting, asdict(at(100)))
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "A point nobody was notified of")])
    with pytest.raises(AgendaTooLate, match="last possible day was 2026-04-01"), writing(platform, now=late) as write:
        meetings.reschedule_meeting(write, meeting, asdict(at(60)))
    with writing(platform, now=late) as write:
        meetings.reschedule_meeting(write, meeting, asdict(at(72)))
    shown = ask(f'{{ meeting(id: "Meeting:{meeting}") {{ firstDay agenda {{ sentAt latestSendDate }} }} }}')
    assert shown["data"]["meeting"] == {
        "firstDay": "2026-05-13",
        "agenda": {"sentAt": f"{late:%Y-%m-%dT%H:%M:%SZ}", "latestSendDate": "2026-04-13"},
    }


@pytest.mark.parametrize("kind", [MeetingKind.ANNUAL, MeetingKind.EXECUTIVE_COMMITTEE])
def test_a_meeting_of_the_network_is_moved_to_an_earlier_day_a_month_before_it(
    platform: Platform, kind: MeetingKind
) -> None:
    """(E1) Its agenda was sent in time for any of these days, but not that it is held then."""
    make_committee(platform, make_members(platform), now=START - timedelta(days=100))
    now = START + timedelta(days=40)

    def move(days: int) -> None:
        starts_at = now + timedelta(days=days)
        with writing(platform, now=now) as write:
            meetings.reschedule_meeting(
                write, meeting, {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=6)}
            )

    with writing(platform, now=START) as write:
        held = Schedule(START + timedelta(days=270), START + timedelta(days=271), "America/Asuncion")
        meeting = meetings.plan_meeting(write, kind, "en", "A fictitious meeting", held)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    for days in (0, 29):
        if kind is MeetingKind.ANNUAL:
            with pytest.raises(AgendaTooLate) as refused:
                move(days)
            assert refused.value.latest_send_date < now.date()
        else:
            move(days)
    move(30)


def test_the_agenda_of_a_meeting_that_is_over_is_not_sent(platform: Platform) -> None:
    with writing(platform, now=START) as write:
        schedule = Schedule(START, START + timedelta(hours=3), "America/Asuncion")
        meeting = meetings.plan_meeting(write, MeetingKind.SEMINAR, "en", "A fictitious seminar", schedule)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
    with pytest.raises(Invalid), writing(platform, now=START + timedelta(days=1)) as write:
        agendas.send_agenda(write, meeting)
    with writing(platform, now=START + timedelta(hours=8)) as write:
        agendas.send_agenda(write, meeting)


@pytest.mark.parametrize(("hour", "refused"), [(2, False), (4, True)])
def test_a_meeting_whose_last_day_is_over_in_its_zone_is_neither_planned_nor_moved_there(
    platform: Platform, hour: int, refused: bool
) -> None:
    """(E1) Its agenda could not be sent, and would breach the obligation until it is cancelled.

    In Asunción the day begins three hours after that of UTC.
    """
    now = datetime(2026, 3, 3, hour, tzinfo=UTC)
    held = Schedule(START, START + timedelta(hours=3), "America/Asuncion")

    def plan(write: Write) -> None:
        meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", held)

    with writing(platform, now=START) as write:
        later = replace(held, ends_at=START + timedelta(days=2))
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", later)

    def move(write: Write) -> None:
        meetings.reschedule_meeting(write, meeting, {"ends_at": held.ends_at})

    for entered in (plan, move):
        if not refused:
            with writing(platform, now=now) as write:
                entered(write)
            continue
        with (
            pytest.raises(Invalid, match=r"last day was 2026-03-02.*cannot be entered") as told_,
            writing(platform, now=now) as write,
        ):
            entered(write)
        assert told_.value.path == ["endsAt"]


def test_a_meeting_that_ends_at_midnight_is_not_held_on_the_day_that_begins_then(ask: Ask, meeting: str) -> None:
    moments = {"startsAt": "2099-06-02T00:00:00-03:00", "endsAt": "2099-06-03T00:00:00-03:00"}
    assert _moved(ask, meeting, {**moments, "timeZone": "America/Asuncion"}) == []
    shown = ask(f'{{ meeting(id: "{meeting}") {{ firstDay lastDay }} }}')["data"]["meeting"]
    assert shown == {"firstDay": "2099-06-02", "lastDay": "2099-06-02"}
    found = ask('{ meetings(filter: {from: "2099-06-03"}) { totalCount } }')
    assert found["data"]["meetings"]["totalCount"] == 0
