"""Consensus and votes: D1 to D8."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tests.histories.model.records import CLERKS, MEMBERS, SILENCE, Actor, Decision, Meeting, World
from tests.histories.model.who import Codes, clerk


def proposal(world: World, actor: Actor, body: str, meeting: Meeting | None, by: str | None) -> Codes:
    role = world.role(actor)
    if by is None and role not in CLERKS:
        if role != "FOCAL_POINT":
            yield "NOT_ALLOWED"
        by = actor.state
    if by is not None:
        if actor.state != by:
            yield "NOT_ALLOWED"
        if by not in world.electorate(body):
            yield "NOT_ELIGIBLE"
    if meeting is not None and (meeting.status in ("CLOSED", "CANCELLED") or not decides_in(meeting, body)):
        yield "INVALID"


def decides_in(meeting: Meeting, body: str) -> bool:
    return body == "EXECUTIVE_COMMITTEE" or meeting.kind != "EXECUTIVE_COMMITTEE"


def in_open_meeting(world: World, decision: Decision) -> bool:
    meeting = decision.meeting
    if meeting is None or meeting.status != "OPEN" or not decides_in(meeting, decision.body):
        return False
    return world.now <= meeting.goes_on_until


def sought_in_open_meeting(world: World, decision: Decision) -> bool:
    """D2."""
    opened = decision.meeting.opened_at if decision.meeting and in_open_meeting(world, decision) else None
    if opened is None or decision.opened_at is None or decision.until is None:
        return False
    return decision.opened_at >= opened and decision.until < decision.opened_at + SILENCE


def keeping(world: World, actor: Actor, decision: Decision) -> Codes:
    """D1: by its proposer, if it still decides there, the Committee or the secretariat."""
    proposer = decision.proposer if decision.proposer in world.electorate(decision.body) else None
    if world.role(actor) not in CLERKS and actor.state != proposer:
        yield "NOT_ALLOWED"


def seeking(world: World, actor: Actor, decision: Decision, until: datetime) -> Codes:
    """D2."""
    yield from keeping(world, actor, decision)
    if decision.stage != "DRAFT":
        yield "WRONG_STAGE"
    shortly = until < world.now + SILENCE
    if shortly:
        if until <= world.now or not in_open_meeting(world, decision):
            yield "CONSENSUS_TOO_SHORT"
        yield from clerk(world, actor)
        if decision.meeting is not None and until > decision.meeting.goes_on_until:
            yield "CONSENSUS_TOO_LONG"
    if not world.could_object(decision, world.now, shortly):
        yield "NO_ELECTORATE"
    committee = world.committee
    if decision.body == "EXECUTIVE_COMMITTEE" and committee and until.date() >= committee.until:
        yield "CONSENSUS_TOO_LONG"


def objecting(world: World, actor: Actor, decision: Decision, state: str) -> Codes:
    yield from speaking(world, actor, state)
    if state not in world.electorate(decision.body):
        yield "NOT_ELIGIBLE"
    if world.stage(decision) != "CONSENSUS":
        yield "WRONG_STAGE"


def objection(world: World, actor: Actor, decision: Decision, state: str) -> Codes:
    yield from objecting(world, actor, decision, state)
    if state in decision.objecting:
        yield "CONFLICT"
    if decision.objections.count(state) >= 10:
        yield "TOO_MANY_OBJECTIONS"


def able_to_cast(world: World, decision: Decision) -> set[str]:
    """M4, D4: those of the electorate who are still members and, in a meeting, present."""
    return {state for state in decision.electorate if world.is_member(state) and is_there(decision, state)}


def is_there(decision: Decision, state: str) -> bool:
    """D4: whether the vote is by correspondence, or the state is present in its meeting."""
    return not decision.in_meeting or (decision.meeting is not None and decision.meeting.present(state))


def withdrawal_of_objection(world: World, actor: Actor, decision: Decision, state: str) -> Codes:
    if state in decision.objecting and actor.state == state:
        if world.stage(decision) != "CONSENSUS":
            yield "WRONG_STAGE"
        return
    yield from objecting(world, actor, decision, state)
    yield "NOT_FOUND"


def closing_of_consensus(world: World, actor: Actor, decision: Decision) -> Codes:
    yield from clerk(world, actor)
    if decision.stage != "CONSENSUS":
        yield "WRONG_STAGE"
    elif decision.until and world.now < decision.until and not sought_in_open_meeting(world, decision):
        yield "CONSENSUS_NOT_DUE"


def speaking(world: World, actor: Actor, state: str) -> Codes:
    """M4: only a member's focal point decides."""
    if actor.state != state or world.role(actor) not in MEMBERS:
        yield "NOT_ALLOWED"


def opening_of_vote(world: World, actor: Actor, decision: Decision, until: datetime | None) -> Codes:
    """D3, D4."""
    yield from clerk(world, actor)
    if world.stage(decision) != "CONTESTED":
        yield "WRONG_STAGE"
    if not world.spoken_for(world.electorate(decision.body), world.today):
        yield "NO_ELECTORATE"
    if until is not None and (in_open_meeting(world, decision) or until <= world.now):
        yield "INVALID"


def voice(world: World, decision: Decision, state: str) -> Codes:
    """D4, D5."""
    if decision.stage != "VOTING":
        yield "WRONG_STAGE"
        return
    yield from late(world, decision)
    if state not in decision.electorate:
        yield "NOT_ELIGIBLE"
    elif not is_there(decision, state):
        yield "NOT_PRESENT"


def late(world: World, decision: Decision) -> Codes:
    """D4."""
    if decision.voting_until is not None and decision.voting_until <= world.now:
        yield "VOTE_OVER"


def ballot(world: World, actor: Actor, decision: Decision, state: str) -> Codes:
    yield from speaking(world, actor, state)
    yield from voice(world, decision, state)


def roll_call(world: World, actor: Actor, decision: Decision, states: Sequence[str]) -> Codes:
    if world.role(actor) not in ("COMMITTEE", "COORDINATOR"):
        yield "NOT_ALLOWED"
    if decision.stage == "VOTING" and not decision.in_meeting:
        yield "NOT_ALLOWED"
    for state in states:
        yield from voice(world, decision, state)
        if not world.is_member(state):
            yield "NOT_ELIGIBLE"
        if state in decision.ballots and not decision.ballots[state].by_chair:
            yield "CONFLICT"


def striking_voices(world: World, actor: Actor, decision: Decision, state: str) -> Codes:
    if world.role(actor) not in ("COMMITTEE", "COORDINATOR"):
        yield "NOT_ALLOWED"
    if decision.stage != "VOTING":
        yield "WRONG_STAGE"
    yield from late(world, decision)
    if state not in decision.ballots or not decision.ballots[state].by_chair:
        yield "CONFLICT"


def closing_of_vote(world: World, actor: Actor, decision: Decision) -> Codes:
    yield from clerk(world, actor)
    if decision.stage != "VOTING":
        yield "WRONG_STAGE"
    elif (
        not decision.in_meeting
        and decision.voting_until
        and world.now < decision.voting_until
        and not able_to_cast(world, decision) <= set(decision.ballots)
    ):
        yield "VOTE_NOT_DUE"


def withdrawal_of_decision(world: World, actor: Actor, decision: Decision) -> Codes:
    yield from keeping(world, actor, decision)
    if world.stage(decision) in ("ADOPTED", "NOT_ADOPTED", "WITHDRAWN"):
        yield "WRONG_STAGE"
    if decision.stage == "VOTING":
        yield from late(world, decision)
