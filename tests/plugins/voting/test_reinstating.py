"""(E2) A meeting that was cancelled or opened by mistake is reinstated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from icalendar import Calendar
from sqlalchemy import select

from core import Conflict, Invalid, Write
from core.mail.worker import Delivery
from core.migrations.sources import config_of, sources
from core.platform import Platform
from core.tables import outbox
from plugins.voting import tables
from plugins.voting.enums import DecisionBody, MeetingKind
from plugins.voting.errors import AgendaTooLate
from plugins.voting.obligations import obligations_on
from plugins.voting.rules import agendas, consensus, decisions, meetings, reinstating, struck_attendance
from plugins.voting.rules.schedules import Schedule
from tests.conftest import Ask
from tests.factories import SECRETARIAT, writing
from tests.plugins.voting.steps import (
    START,
    change,
    codes,
    decision_row,
    last_journal_entry,
    make_members,
    open_meeting,
)
from tests.postbox import Postbox

FIRST = START + timedelta(days=60)
SHOWN = '{{ meeting(id: "Meeting:{}") {{ status cancellationReason agenda {{ sentAt }} }} }}'


def convened(platform: Platform, kind: MeetingKind = MeetingKind.ANNUAL) -> int:
    """A meeting in sixty days, its agenda sent."""
    with writing(platform, now=START) as write:
        held = Schedule(FIRST, FIRST + timedelta(hours=6), "America/Asuncion", "Fictitious Hall")
        meeting = meetings.plan_meeting(write, kind, "en", "A fictitious meeting", held)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    return meeting


def mails(platform: Platform, address: str) -> list[tuple[int, str]]:
    """The calendar entries sent to an address: SEQUENCE and METHOD of each."""
    with platform.database.reading() as session:
        found = select(outbox.c.calendar_method, outbox.c.calendar).where(outbox.c.recipient == address)
        rows = session.execute(found).all()
    events = [(row.calendar_method, Calendar.from_ical(row.calendar).walk("VEVENT")[0]) for row in rows]
    return sorted((event["SEQUENCE"], method) for method, event in events)


def deliver(platform: Platform, postbox: Postbox, days: int) -> None:
    settings = replace(platform.settings, smtp_url=postbox.address)
    Delivery(platform.database, settings, lambda: START + timedelta(days=days)).deliver_due()


def annual(platform: Platform, days: int) -> str:
    """The status of the obligations to send the agenda and to meet once a year."""
    with platform.database.reading() as session:
        found = obligations_on(session, (START + timedelta(days=days)).date())
    return " ".join(one.status.name for one in found if one.section == "Network Meetings")


def test_a_meeting_cancelled_by_mistake_keeps_the_agenda_that_was_sent(
    platform: Platform, ask: Ask, postbox: Postbox
) -> None:
    """Twenty days before, when an agenda sent again would be too late."""
    make_members(platform)
    meeting = convened(platform)
    deliver(platform, postbox, 1)
    before = ask(SHOWN.format(meeting))
    late = START + timedelta(days=40)
    with writing(platform, now=late) as write:
        meetings.cancel_meeting(write, meeting, "Another one was meant.")
    assert annual(platform, 40) == "BREACHED NOT_APPLICABLE"
    deliver(platform, postbox, 41)
    with writing(platform, now=late) as write:
        reinstating.reinstate_meeting(write, meeting)
    assert ask(SHOWN.format(meeting)) == before
    assert annual(platform, 40) == "DUE MET"
    assert mails(platform, "pry@test.example") == [(0, "REQUEST"), (1, "CANCEL"), (2, "REQUEST")]
    entry = last_journal_entry(ask)
    assert (entry["action"], entry["payload"]) == ("meeting.reinstated", {"from": "CANCELLED", "status": "CONVENED"})
    with writing(platform, now=FIRST) as write:
        meetings.open_meeting(write, meeting)


def _cancelled(platform: Platform, at: datetime, kind: MeetingKind = MeetingKind.ANNUAL) -> int:
    meeting = convened(platform, kind)
    with writing(platform, now=at) as write:
        meetings.cancel_meeting(write, meeting, "Another one was meant.")
        meetings.translate_meeting(write, meeting, "es", "Una reunión ficticia")
    return meeting


def test_a_meeting_of_the_network_is_not_reinstated_when_everybody_has_stayed_away(platform: Platform) -> None:
    """(E1) It needs the notice of an agenda again, from the day after its cancellation in its zone."""
    make_members(platform)
    latest = datetime(2026, 4, 2, 2, 59, 59, tzinfo=UTC)
    meeting = _cancelled(platform, START + timedelta(days=1))
    with writing(platform, now=latest) as write:
        reinstating.reinstate_meeting(write, meeting)
    meeting = _cancelled(platform, START + timedelta(days=1))
    with writing(platform, now=latest + timedelta(days=9)) as write:
        meetings.translate_meeting(write, meeting, "fr", "Une réunion fictive")
    refusal = pytest.raises(AgendaTooLate, match=r"was 2026-04-01.*plan another")
    with refusal as refused, writing(platform, now=latest + timedelta(days=9)) as write:
        reinstating.reinstate_meeting(write, meeting)
    assert refused.value.latest_send_date == date(2026, 4, 1)
    seminar = _cancelled(platform, FIRST - timedelta(days=1), MeetingKind.SEMINAR)
    with writing(platform, now=FIRST) as write:
        reinstating.reinstate_meeting(write, seminar)


def test_a_cancellation_is_undone_until_its_day_is_over_where_the_meeting_is(platform: Platform) -> None:
    """(E1) However late: nobody has planned anything else by then."""
    make_members(platform)
    midnight = datetime(2026, 4, 20, 3, tzinfo=UTC)
    meeting = _cancelled(platform, midnight - timedelta(hours=20))
    with writing(platform, now=midnight - timedelta(seconds=1)) as write:
        reinstating.reinstate_meeting(write, meeting)
        meetings.cancel_meeting(write, meeting, "Another one was meant.")
    with pytest.raises(AgendaTooLate), writing(platform, now=midnight) as write:
        reinstating.reinstate_meeting(write, meeting)


def test_when_a_meeting_was_cancelled_is_stored_by_a_migration(platform: Platform) -> None:
    cancelled_at = START + timedelta(days=40)
    _cancelled(platform, cancelled_at)
    with platform.database.transaction() as session:
        config = config_of("voting", *sources(platform.plugins)["voting"], session.connection())
        command.downgrade(config, "voting_0011")
        command.upgrade(config, "voting_0012")
        found = session.execute(select(tables.meetings.c.cancelled_at)).scalars().all()
    assert [moment for moment in found if moment is not None] == [cancelled_at]


def test_a_meeting_whose_agenda_was_not_sent_is_planned_again_without_mail(platform: Platform, ask: Ask) -> None:
    make_members(platform)
    with writing(platform, now=START) as write:
        held = Schedule(FIRST, FIRST + timedelta(hours=6), "America/Asuncion")
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", held)
        meetings.cancel_meeting(write, meeting, "Another one was meant.")
        reinstating.reinstate_meeting(write, meeting)
    shown = ask(SHOWN.format(meeting))["data"]["meeting"]
    assert (shown["status"], shown["cancellationReason"]) == ("PLANNED", None)
    assert mails(platform, "pry@test.example") == []


def test_a_meeting_opened_by_mistake_is_convened_again_and_does_not_count_as_held(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    meeting, sent = open_meeting(platform, members[:1]), len(mails(platform, "pry@test.example"))
    assert annual(platform, 60) == "MET MET"
    with pytest.raises(Conflict, match="marked present"), writing(platform, now=FIRST) as write:
        reinstating.reinstate_meeting(write, meeting)
    with writing(platform, now=FIRST) as write:
        struck_attendance.strike_attendance(write, meeting, [members[0].key])
        reinstating.reinstate_meeting(write, meeting)
    assert ask(SHOWN.format(meeting))["data"]["meeting"]["status"] == "CONVENED"
    assert annual(platform, 60) == "DUE MET"
    assert len(mails(platform, "pry@test.example")) == sent
    with writing(platform, now=FIRST) as write:
        meetings.cancel_meeting(write, meeting, "A storm.")


def _sought(write: Write, meeting: int) -> None:
    decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B", meeting)
    consensus.seek_consensus(write, decision, FIRST + timedelta(hours=72))


def _withdrawn(write: Write, meeting: int) -> None:
    decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B", meeting)
    decisions.withdraw_decision(write, decision, "A slip.")


@pytest.mark.parametrize(("done", "held"), [(_sought, True), (_withdrawn, False)])
def test_a_meeting_in_which_a_decision_moved_on_is_not_reinstated(
    platform: Platform, done: Callable[[Write, int], None], held: bool
) -> None:
    make_members(platform)
    meeting = open_meeting(platform, [])
    with writing(platform, now=FIRST) as write:
        done(write, meeting)
    if not held:
        with writing(platform, now=FIRST) as write:
            reinstating.reinstate_meeting(write, meeting)
        return
    with pytest.raises(Conflict, match="moved on"), writing(platform, now=FIRST) as write:
        reinstating.reinstate_meeting(write, meeting)


def test_a_meeting_that_is_over_closed_or_not_cancelled_is_not_reinstated(platform: Platform, ask: Ask) -> None:
    (member, *_) = make_members(platform)
    meeting = convened(platform)
    by = f'meeting: "Meeting:{meeting}"'
    assert codes(change(ask, "reinstateMeeting", by, member.viewer, "meeting { id }")) == ["NOT_ALLOWED"]
    assert codes(change(ask, "reinstateMeeting", by, answer="meeting { id }")) == ["WRONG_STATUS"]
    with writing(platform, now=FIRST) as write:
        meetings.cancel_meeting(write, meeting, "A storm.")
    with pytest.raises(Invalid, match="is over"), writing(platform, now=FIRST + timedelta(days=1)) as write:
        reinstating.reinstate_meeting(write, meeting)


def test_a_meeting_whose_decision_is_now_before_another_meeting_is_not_reinstated(platform: Platform, ask: Ask) -> None:
    """(E1) A decision is taken in one meeting: once removed from the other agenda, it is taken here again."""
    make_members(platform)
    cancelled, other = convened(platform), convened(platform)
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B")
        agendas.prepare_agenda(write, cancelled, [agendas.Item("en", "Decided", decision=decision)])
        meetings.cancel_meeting(write, cancelled, "Another one was meant.")
        agendas.prepare_agenda(write, other, [agendas.Item("en", "Decided", decision=decision)])
    with pytest.raises(Conflict, match="remove it from that agenda first"), writing(platform, now=START) as write:
        reinstating.reinstate_meeting(write, cancelled)
    with writing(platform, now=START) as write:
        agendas.prepare_agenda(write, other, [agendas.Item("en", "Opening")])
    assert decision_row(platform, decision).meeting_id is None
    with writing(platform, now=START) as write:
        reinstating.reinstate_meeting(write, cancelled)
    assert decision_row(platform, decision).meeting_id == cancelled
    journal = "query($filter: JournalFilter) { journal(filter: $filter, last: 1) { nodes { action } } }"
    found = ask(journal, {"filter": {"subject": f"Decision:{decision}"}}, SECRETARIAT)["data"]["journal"]["nodes"]
    assert found == [{"action": "decision.taken_up"}]


def test_a_reinstated_meeting_takes_its_decisions_back_from_a_cancelled_one(
    platform: Platform,
) -> None:
    make_members(platform)
    first, second = convened(platform), convened(platform)
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B")
        for meeting in (first, second):
            agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Decided", decision=decision)])
            meetings.cancel_meeting(write, meeting, "Another one was meant.")
        reinstating.reinstate_meeting(write, first)
    assert decision_row(platform, decision).meeting_id == first
