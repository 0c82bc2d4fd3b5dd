"""Meetings, and who is present: E1, E2."""

from __future__ import annotations

from datetime import datetime

from plugins.voting.rules.days import months_later
from tests.histories.model.records import SILENCE, Actor, Decision, Meeting, World
from tests.histories.model.who import Codes, clerk

TO_COME = ("PLANNED", "CONVENED", "OPEN")


def meeting_is(world: World, actor: Actor, meeting: Meeting, *statuses: str) -> Codes:
    yield from clerk(world, actor)
    if meeting.status not in statuses:
        yield "WRONG_STATUS"


def planning(world: World, actor: Actor, meeting: Meeting) -> Codes:
    yield from clerk(world, actor)
    if meeting.day(world.now) > meeting.last_day:
        yield "INVALID"


def agenda(world: World, actor: Actor, meeting: Meeting, decision: Decision | None) -> Codes:
    yield from meeting_is(world, actor, meeting, "PLANNED", "CONVENED")
    if meeting.status == "CONVENED":
        yield from in_time(meeting, world.now)
    if decision is not None and decision.waits:
        other = decision.meeting
        if other is not None and other is not meeting and other.status in ("CONVENED", "OPEN"):
            yield "CONFLICT"


def takes(meeting: Meeting, decision: Decision | None) -> bool:
    """E1: whether a decision, on the agenda of a meeting, is to be taken there."""
    own = meeting.kind != "EXECUTIVE_COMMITTEE" or (decision and decision.body == "EXECUTIVE_COMMITTEE")
    return bool(decision and decision.waits and own)


def taking_up(meeting: Meeting) -> Codes:
    """E1: what its agenda names is taken in it, and in no other."""
    other = meeting.named and meeting.named.meeting
    if takes(meeting, meeting.named) and other and other is not meeting and other.status in TO_COME:
        yield "CONFLICT"


def sending(world: World, actor: Actor, meeting: Meeting) -> Codes:
    yield from meeting_is(world, actor, meeting, "PLANNED")
    if meeting.day(world.now) > meeting.last_day:
        yield "INVALID"
    if not meeting.agenda:
        yield "NO_AGENDA"
    yield from in_time(meeting, world.now)
    yield from taking_up(meeting)
    if meeting.kind == "EXECUTIVE_COMMITTEE" and world.committee_on(meeting.day(meeting.starts_at)) is None:
        yield "CONFLICT"


def in_time(meeting: Meeting, at: datetime) -> Codes:
    """E1."""
    latest = months_later(meeting.day(meeting.starts_at), -1)
    if meeting.kind in ("ANNUAL", "EXTRAORDINARY") and meeting.day(at) > latest:
        yield "AGENDA_TOO_LATE"


def opening(world: World, actor: Actor, meeting: Meeting) -> Codes:
    yield from meeting_is(world, actor, meeting, "CONVENED")
    if meeting.day(world.now) < meeting.day(meeting.starts_at):
        yield "WRONG_STATUS"


def reinstating(world: World, actor: Actor, meeting: Meeting) -> Codes:
    yield from meeting_is(world, actor, meeting, "CANCELLED", "OPEN")
    if meeting.status == "CANCELLED":
        if meeting.day(world.now) > meeting.last_day:
            yield "INVALID"
        if meeting.sent and meeting.cancelled_at and meeting.day(world.now) > meeting.day(meeting.cancelled_at):
            yield from in_time(meeting, world.now)
        yield from taking_up(meeting)
        first_day = meeting.day(meeting.starts_at)
        if meeting.sent and meeting.kind == "EXECUTIVE_COMMITTEE" and world.committee_on(first_day) is None:
            yield "CONFLICT"
    elif any(meeting.presences.values()) or any(went_on(one, meeting) for one in world.decisions):
        yield "CONFLICT"


def went_on(decision: Decision, meeting: Meeting) -> bool:
    """Whether a decision of the meeting was brought further since that was opened."""
    if decision.meeting is not meeting or meeting.opened_at is None:
        return False
    contested = decision.until if decision.stage == "CONTESTED" else None
    moments = (decision.opened_at, decision.voting_opened_at, decision.decided_at, contested)
    return any(moment is not None and moment >= meeting.opened_at for moment in moments)


def closing(world: World, actor: Actor, meeting: Meeting) -> Codes:
    yield from meeting_is(world, actor, meeting, "OPEN")
    for decision in world.decisions:
        if decision.meeting is not meeting:
            continue
        short = decision.until and decision.opened_at and decision.until < decision.opened_at + SILENCE
        voting = decision.stage == "VOTING" and decision.in_meeting
        if voting or (decision.stage == "CONSENSUS" and short):
            yield "UNFINISHED_DECISION"


def recording_attendance(world: World, actor: Actor, meeting: Meeting, states: list[str], present: bool) -> Codes:
    yield from meeting_is(world, actor, meeting, "OPEN")
    if present and world.now > meeting.goes_on_until:
        yield "WRONG_STATUS"
    if all(meeting.present(state) is present for state in states):
        yield "INVALID"


def striking_attendance(world: World, actor: Actor, meeting: Meeting, state: str) -> Codes:
    yield from meeting_is(world, actor, meeting, "OPEN")
    if not meeting.presences[state]:
        yield "CONFLICT"
        return
    if adopted_by_nobody_else(world, meeting, state):
        yield "CONFLICT"
    for decision in world.decisions:
        if decision.meeting is meeting and decision.in_meeting and decision.stage != "WITHDRAWN":
            ballot, since = decision.ballots.get(state), meeting.presences[state][-1][0]
            if ballot and since and ballot.cast_at >= since:
                yield "CONFLICT"


def adopted_by_nobody_else(world: World, meeting: Meeting, state: str) -> bool:
    """D2: whether nobody could have objected to a decision if the last stay of a state in a meeting had not been."""
    adopted, stays = world.adopted_by_those_present(meeting), meeting.presences[state]
    meeting.presences[state] = stays[:-1]
    left = world.adopted_by_those_present(meeting)
    meeting.presences[state] = stays
    return len(left) < len(adopted)
