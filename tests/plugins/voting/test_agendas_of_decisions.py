"""The effect of an agenda on its decisions; it does not affect a consensus that is already sought: D2, E1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core import Conflict, Write
from core.identity import PUBLIC
from core.platform import Platform
from plugins.voting.enums import DecisionBody, DecisionStage, MeetingKind
from plugins.voting.errors import ConsensusNotDue
from plugins.voting.rules import agendas, consensus, decisions, meetings
from plugins.voting.rules.schedules import Schedule
from tests.conftest import Ask
from tests.factories import SECRETARIAT, writing
from tests.plugins.voting.steps import START, decision_row, make_committee, make_members, make_open_vote, open_meeting

OPENS = START + timedelta(days=1)
OPENING = agendas.Item("en", "Opening")


def _proposed(platform: Platform, until_days: int | None = None) -> int:
    """A draft, or a decision on which consensus is sought outside meetings."""
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.")
        if until_days is not None:
            consensus.seek_consensus(write, decision, START + timedelta(days=until_days))
    return decision


def _seminar(platform: Platform, *named: int) -> int:
    """A planned meeting with decisions on its agenda."""
    with writing(platform, now=START) as write:
        schedule = Schedule(OPENS, OPENS + timedelta(hours=6), "UTC")
        meeting = meetings.plan_meeting(write, MeetingKind.SEMINAR, "en", "A fictitious seminar", schedule)
    _prepare(platform, meeting, *named)
    return meeting


def _prepare(platform: Platform, meeting: int, *named: int) -> None:
    with writing(platform, now=START) as write:
        items = [agendas.Item("en", "What is to be decided", decision=decision) for decision in named]
        agendas.prepare_agenda(write, meeting, [OPENING, *items])


def test_the_announced_deadline_of_silence_holds_whichever_agenda_names_the_decision(platform: Platform) -> None:
    """(D2) Members that were notified of a deadline keep it."""
    make_members(platform)
    decision = _proposed(platform, until_days=20)
    meeting = _seminar(platform, decision)
    with writing(platform, now=START) as write:
        agendas.send_agenda(write, meeting)
    with writing(platform, now=OPENS) as write:
        meetings.open_meeting(write, meeting)
    for now in (OPENS, START + timedelta(days=20, seconds=-1)):
        with pytest.raises(ConsensusNotDue, match="2026-03-22T09:00:00Z"), writing(platform, now=now) as write:
            consensus.close_consensus(write, decision)
    with writing(platform, now=START + timedelta(days=20)) as write:
        consensus.close_consensus(write, decision)
    assert decision_row(platform, decision).stage == DecisionStage.ADOPTED.name


def test_consensus_sought_in_an_open_meeting_is_closed_there_at_any_time(platform: Platform) -> None:
    """(D2)"""
    meeting = open_meeting(platform, make_members(platform), now=START - timedelta(days=60))
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.", meeting)
        consensus.seek_consensus(write, decision, START + timedelta(hours=1))
        consensus.close_consensus(write, decision)
    assert decision_row(platform, decision).decided_at == START


def test_a_decision_removed_from_an_agenda_is_released_from_the_meeting(platform: Platform, ask: Ask) -> None:
    """The journal records it; for a draft only for those who may see it."""
    make_members(platform)
    draft, sought, kept = _proposed(platform), _proposed(platform, until_days=20), _proposed(platform)
    meeting = _seminar(platform, draft, sought, kept)
    with writing(platform, now=START) as write:
        put = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.", meeting)
    _prepare(platform, meeting, kept)
    found = [decision_row(platform, decision).meeting_id for decision in (draft, sought, kept, put)]
    assert found == [None, None, meeting, meeting]
    query = "query($filter: JournalFilter) { journal(filter: $filter, last: 1) { nodes { action payload } } }"
    for decision, viewer in ((sought, PUBLIC), (draft, SECRETARIAT)):
        about = {"filter": {"subject": f"Decision:{decision}"}}
        (entry,) = ask(query, about, viewer)["data"]["journal"]["nodes"]
        assert (entry["action"], str(meeting) in entry["payload"]) == ("decision.taken_off", True)
    assert ask(query, {"filter": {"subject": f"Decision:{draft}"}})["data"]["journal"]["nodes"] == []
    _prepare(platform, meeting, draft, kept)
    assert decision_row(platform, draft).meeting_id == meeting


def test_a_decision_put_to_the_vote_or_before_another_meeting_stays_there(platform: Platform) -> None:
    members = make_members(platform)
    voted, moved = make_open_vote(platform, members, now=START - timedelta(days=4)), _proposed(platform)
    first = _seminar(platform, moved, voted)
    second = _seminar(platform, moved)
    _prepare(platform, first)
    assert [decision_row(platform, one).meeting_id for one in (voted, moved)] == [None, second]


def _leave_out(write: Write, meeting: int) -> None:
    agendas.prepare_agenda(write, meeting, [OPENING])


def _cancel(write: Write, meeting: int) -> None:
    meetings.cancel_meeting(write, meeting, "A storm.")


@pytest.mark.parametrize("end", [_leave_out, _cancel])
def test_an_agenda_is_not_sent_if_its_decision_is_now_before_another_meeting(
    platform: Platform, end: Callable[[Write, int], None]
) -> None:
    """(E1) Once it is removed from the other agenda, or that meeting is cancelled, it is taken in the convened one."""
    make_members(platform)
    decision = _proposed(platform)
    first, second = _seminar(platform, decision), _seminar(platform, decision)
    with (
        pytest.raises(Conflict, match="remove it from that agenda first, or from this one"),
        writing(platform, now=START) as write,
    ):
        agendas.send_agenda(write, first)
    with writing(platform, now=START) as write:
        end(write, second)
        agendas.send_agenda(write, first)
    assert decision_row(platform, decision).meeting_id == first


def test_an_agenda_prepared_again_with_its_decision_is_sent(platform: Platform) -> None:
    make_members(platform)
    decision = _proposed(platform)
    first, second = _seminar(platform, decision), _seminar(platform, decision)
    _prepare(platform, first, decision)
    with writing(platform, now=START) as write:
        agendas.send_agenda(write, first)
    assert decision_row(platform, decision).meeting_id == first
    with pytest.raises(Conflict), writing(platform, now=START) as write:
        agendas.send_agenda(write, second)


def test_the_committee_speaks_of_what_the_network_decides_in_another_meeting(platform: Platform) -> None:
    """Meetings of the Committee take no decision of the Network, so both agendas are sent."""
    make_committee(platform, make_members(platform))
    now = START + timedelta(days=61)
    with writing(platform, now=now) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.")
        schedule = Schedule(now + timedelta(days=1), now + timedelta(days=1, hours=6), "UTC")
        prepared = []
        for kind in (MeetingKind.SEMINAR, MeetingKind.EXECUTIVE_COMMITTEE):
            prepared.append(meetings.plan_meeting(write, kind, "en", "A fictitious meeting", schedule))
            agendas.prepare_agenda(write, prepared[-1], [agendas.Item("en", "Decided", decision=decision)])
    with writing(platform, now=now) as write:
        for meeting in reversed(prepared):
            agendas.send_agenda(write, meeting)
    assert decision_row(platform, decision).meeting_id == prepared[0]
