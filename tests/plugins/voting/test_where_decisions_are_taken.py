"""Which decisions are taken in a meeting and which by correspondence, and how they are dated."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import Conflict, Invalid, NotAllowed
from core.platform import Platform
from plugins.voting.background import CLOCK
from plugins.voting.enums import Choice, DecisionBody, MeetingKind
from plugins.voting.errors import ConsensusTooShort, NoMandate
from plugins.voting.rules import agendas, ballots, committees, consensus, decisions, meetings, objections, votes
from plugins.voting.rules.bodies import committee_on
from plugins.voting.rules.schedules import Schedule
from tests.conftest import Ask
from tests.factories import SECRETARIAT, writing
from tests.plugins.voting.steps import (
    START,
    chair_of,
    change,
    codes,
    decision_row,
    later,
    make_adopted_decision,
    make_committee,
    make_contested_decision,
    make_members,
    open_meeting,
)

OPENED = START + timedelta(days=60)
SHORTLY = timedelta(minutes=1)
SEEN = "query($id: ID!) { decision(id: $id) { stage votedInMeeting decidedAt consensusUntil } }"


def test_in_its_meeting_the_committee_takes_its_own_decisions_alone(platform: Platform) -> None:
    members = make_members(platform)
    make_committee(platform, members, now=START - timedelta(days=100))
    meeting = open_meeting(platform, members, MeetingKind.EXECUTIVE_COMMITTEE)
    wording = "en", "A decision", "Its text.", meeting
    with pytest.raises(Invalid) as refused, writing(platform, now=OPENED) as write:
        decisions.propose_decision(write, DecisionBody.NETWORK, *wording)
    assert refused.value.path == ["meeting"]
    with writing(platform, now=OPENED) as write:
        decision = decisions.propose_decision(write, DecisionBody.EXECUTIVE_COMMITTEE, *wording)
        consensus.seek_consensus(write, decision, OPENED + SHORTLY)


def test_only_the_chair_can_shorten_consensus_in_a_meeting(
    platform: Platform,
) -> None:
    """Otherwise it would be adopted before anybody could object."""
    members = make_members(platform)
    meeting = open_meeting(platform, members)
    proposer = members[0]
    with writing(platform, proposer.viewer, OPENED) as write:
        decision = decisions.propose_decision(
            write, DecisionBody.NETWORK, "en", "A decision", "Its text.", meeting, proposer.key
        )
    with pytest.raises(NotAllowed), writing(platform, proposer.viewer, OPENED) as write:
        consensus.seek_consensus(write, decision, OPENED + SHORTLY)
    with writing(platform, chair_of(members[1]), OPENED) as write:
        consensus.seek_consensus(write, decision, OPENED + SHORTLY)


def test_a_decision_voted_on_outside_the_meeting_appoints_no_committee(platform: Platform) -> None:
    """Even if the vote by correspondence is closed while a meeting of the Network is open."""
    members = make_members(platform)
    with writing(platform, now=START) as write:
        appointment = Schedule(OPENED, OPENED + timedelta(days=1), "America/Asuncion")
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", appointment)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    decision = _contested(platform, members, meeting, days_before=30)
    with writing(platform, now=OPENED - timedelta(days=20)) as write:
        votes.open_vote(write, decision)
    with writing(platform, members[1].viewer, OPENED - timedelta(days=19)) as write:
        ballots.cast_ballot(write, decision, ballots.Voice(members[1].key, Choice.YES))
    with writing(platform, now=OPENED) as write:
        meetings.open_meeting(write, meeting)
    with writing(platform, now=OPENED + SHORTLY) as write:
        votes.close_vote(write, decision)
    assert decision_row(platform, decision).stage == "ADOPTED"
    with pytest.raises(NoMandate), writing(platform, now=OPENED + 2 * SHORTLY) as write:
        committees.appoint_executive_committee(write, decision, [one.key for one in members], OPENED.date())


def test_a_decision_adopted_by_silence_after_an_unclosed_meeting_appoints_no_committee(platform: Platform) -> None:
    """(C1) A committee is appointed in a meeting; a vote held there counts even if it is closed late."""
    members = make_members(platform)
    meeting = open_meeting(platform, members)
    voted = _contested(platform, members, meeting, days_before=3)
    with writing(platform, now=OPENED) as write:
        votes.open_vote(write, voted)
    with writing(platform, members[1].viewer, OPENED) as write:
        ballots.cast_ballot(write, voted, ballots.Voice(members[1].key, Choice.YES))
    by_silence = make_adopted_decision(
        platform, OPENED + timedelta(days=3), DecisionBody.NETWORK, meeting, silence=True
    )
    now, chosen = OPENED + timedelta(days=20), [one.key for one in members]
    with writing(platform, now=now) as write:
        votes.close_vote(write, voted)
    with (
        pytest.raises(NoMandate, match="adopted in an annual or extraordinary meeting"),
        writing(platform, now=now) as write,
    ):
        committees.appoint_executive_committee(write, by_silence, chosen, now.date())
    with writing(platform, now=now) as write:
        committees.appoint_executive_committee(write, voted, chosen, now.date())


@pytest.mark.parametrize("present", [0, 4])
def test_a_decision_adopted_by_silence_while_its_meeting_is_open_appoints_no_committee(
    platform: Platform, present: int
) -> None:
    """(C1, D2) Whoever is present as its time runs out: those who were asked by mail did not meet."""
    members = make_members(platform)
    meeting = open_meeting(platform, members[:present])
    sought = OPENED - timedelta(hours=71)
    by_silence = make_adopted_decision(platform, sought, DecisionBody.NETWORK, meeting, silence=True)
    now, chosen = OPENED + timedelta(hours=2), [one.key for one in members]
    with pytest.raises(NoMandate, match="not by silence"), writing(platform, now=now) as write:
        committees.appoint_executive_committee(write, by_silence, chosen, now.date())


@pytest.mark.parametrize(("zone", "begins"), [("America/Asuncion", "2026-11-30"), ("Pacific/Kiritimati", "2026-12-01")])
def test_a_mandate_begins_on_the_day_of_the_decision_in_utc_or_where_it_was_taken(
    platform: Platform, zone: str, begins: str
) -> None:
    """(C1) On the earlier of the two, and not before."""
    members = make_members(platform)
    decided = datetime(2026, 12, 1, 1, tzinfo=UTC)
    meeting = open_meeting(platform, members, now=decided - timedelta(days=60), zone=zone)
    decision = make_adopted_decision(platform, decided, DecisionBody.NETWORK, meeting)
    first, chosen = date.fromisoformat(begins), [one.key for one in members]
    with writing(platform, now=decided + timedelta(hours=1)) as write:
        with pytest.raises(Invalid, match=f"the day of the decision, {begins}") as refused:
            committees.appoint_executive_committee(write, decision, chosen, first - timedelta(days=1))
        assert refused.value.path == ["from"]
        committees.appoint_executive_committee(write, decision, chosen, first)
        assert committee_on(write.session, first).since == first


def test_a_consensus_closed_late_is_dated_to_its_deadline(platform: Platform, ask: Ask) -> None:
    make_members(platform)
    until = START + timedelta(hours=72)
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.")
        consensus.seek_consensus(write, decision, until)
    with writing(platform, now=START + timedelta(hours=100)) as write:
        consensus.close_consensus(write, decision)
    seen = ask(SEEN, {"id": f"Decision:{decision}"})["data"]["decision"]
    assert seen["stage"] == "ADOPTED"
    assert seen["decidedAt"] == seen["consensusUntil"] == f"{until:%Y-%m-%dT%H:%M:%SZ}"


def _contested(platform: Platform, members: list, meeting: int, days_before: int = 0) -> int:  # type: ignore[type-arg]
    """A decision of the Network that belongs to a meeting, contested after the silence procedure."""
    now = OPENED - timedelta(days=days_before)
    with writing(platform, now=now) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.", meeting)
        consensus.seek_consensus(write, decision, now + timedelta(hours=72))
    with writing(platform, members[0].viewer, now) as write:
        objections.raise_objection(write, decision, members[0].key, "A reason")
    with writing(platform, CLOCK, now + timedelta(hours=72)) as write:
        consensus.close_if_due(write, decision)
    return decision


@pytest.mark.parametrize(
    ("kind", "body", "is_taken_up"),
    [
        (MeetingKind.ANNUAL, DecisionBody.NETWORK, True),
        (MeetingKind.EXECUTIVE_COMMITTEE, DecisionBody.NETWORK, False),
        (MeetingKind.EXECUTIVE_COMMITTEE, DecisionBody.EXECUTIVE_COMMITTEE, True),
    ],
)
def test_decisions_on_the_agenda_are_taken_in_the_meeting(
    platform: Platform, ask: Ask, kind: MeetingKind, body: DecisionBody, is_taken_up: bool
) -> None:
    """It is journaled each time that it is put on another agenda; a draft only for those who may see it."""
    make_members(platform)
    found = []
    with writing(platform, now=START) as write:
        decision, other = (
            decisions.propose_decision(write, body, "en", title, "Its text.") for title in ("A decision", "Another")
        )
        for place in range(3):
            starts = OPENED + timedelta(days=place)
            appointment = Schedule(starts, starts + timedelta(hours=6), "America/Asuncion")
            meeting = meetings.plan_meeting(write, kind, "en", "A fictitious meeting", appointment)
            item = agendas.Item("en", "What is to be decided", decision=decision)
            for _ in range(2):
                agendas.prepare_agenda(write, meeting, [item])
            found.append(f"Meeting:{meeting}")
            if place == 0:
                meetings.cancel_meeting(write, meeting, "A reason")
    query = """query($id: ID!) {
      decision(id: $id) { meeting { id } } journal(filter: {subject: $id}) { nodes { action } } }"""
    about = {"id": f"Decision:{decision}"}
    seen = ask(query, about, SECRETARIAT)["data"]
    taken_up = [entry["action"] for entry in seen["journal"]["nodes"]].count("decision.taken_up")
    assert (seen["decision"]["meeting"], taken_up) == (({"id": found[2]}, 3) if is_taken_up else (None, 0))
    assert ask(query, about)["data"] == {"decision": None, "journal": {"nodes": []}}
    assert ask(query, {"id": f"Decision:{other}"}, SECRETARIAT)["data"]["decision"] == {"meeting": None}


def test_a_decision_left_open_is_taken_in_the_next_meeting_with_it_on_its_agenda(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    first = open_meeting(platform, members)
    decision = _contested(platform, members, first)
    after = OPENED + timedelta(hours=80)
    with writing(platform, now=after) as write:
        later = meetings.plan_meeting(write, MeetingKind.EXTRAORDINARY, "en", "Another", _appointment(days=40))
    item = agendas.Item("en", "What was left", decision=decision)
    with pytest.raises(Conflict) as refused, writing(platform, now=after) as write:
        agendas.prepare_agenda(write, later, [agendas.Item("en", "Opening"), item])
    assert refused.value.path == ["items", "1", "decision"]
    with writing(platform, now=after) as write:
        meetings.close_meeting(write, first)
        agendas.prepare_agenda(write, later, [item])
        agendas.send_agenda(write, later)
    opens = OPENED + timedelta(days=40)
    with writing(platform, now=opens) as write:
        meetings.open_meeting(write, later)
        votes.open_vote(write, decision)
    assert ask(SEEN, {"id": f"Decision:{decision}"})["data"]["decision"]["votedInMeeting"] is True


def test_an_unclosed_meeting_no_longer_takes_decisions(platform: Platform) -> None:
    """From the second day after its last one."""
    meeting = open_meeting(platform, make_members(platform))
    for days, hours, in_it in ((1, 12, True), (2, 12, False), (400, 0, False)):
        now = OPENED + timedelta(days=days, hours=hours)
        with writing(platform, now=now) as write:
            decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Text.", meeting)
        if in_it:
            with writing(platform, now=now) as write:
                consensus.seek_consensus(write, decision, now + SHORTLY)
        else:
            with pytest.raises(ConsensusTooShort), writing(platform, now=now) as write:
                consensus.seek_consensus(write, decision, now + SHORTLY)


@pytest.mark.parametrize(("hours", "holds_up"), [(1, True), (72, False)])
def test_only_consensus_sought_of_those_present_keeps_a_meeting_open(
    platform: Platform, ask: Ask, hours: int, holds_up: bool
) -> None:
    """(D2) Consensus by the silence procedure continues after it."""
    meeting = open_meeting(platform, make_members(platform), now=platform.now() - timedelta(days=60))
    with writing(platform, now=platform.now()) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.", meeting)
        consensus.seek_consensus(write, decision, write.now + timedelta(hours=hours))
    closed = change(ask, "closeMeeting", f'meeting: "Meeting:{meeting}"', answer="meeting { status }")
    assert codes(closed) == (["UNFINISHED_DECISION"] if holds_up else [])


def test_a_vote_by_correspondence_does_not_keep_a_meeting_open(platform: Platform, ask: Ask) -> None:
    """(E2, D4) It does not depend on attendance in the meeting."""
    members = make_members(platform)
    days_ago = platform.now() - timedelta(days=4)
    meeting = open_meeting(platform, members, now=days_ago - timedelta(days=60))
    by = f'decision: "Decision:{make_contested_decision(platform, members[0], days_ago, meeting=meeting)}"'
    change(ask, "openVote", f'{by}, until: "{later(platform, 5)}"')
    closed = change(ask, "closeMeeting", f'meeting: "Meeting:{meeting}"', answer="meeting { status }")
    assert (codes(closed), closed["meeting"]) == ([], {"status": "CLOSED"})
    cast = change(ask, "castBallot", f'{by}, participant: "{members[1].id}", choice: YES', members[1].viewer)
    assert cast["decision"]["stage"] == "VOTING"


def _appointment(days: int) -> Schedule:
    starts = OPENED + timedelta(days=days)
    return Schedule(starts, starts + timedelta(hours=6), "America/Asuncion")
