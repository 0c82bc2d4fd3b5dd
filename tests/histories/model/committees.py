"""The Executive Committee and its Coordinator: C1 to C3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from plugins.voting.rules.days import months_later
from tests.histories.model.records import GROUPS, Actor, Committee, Decision, World
from tests.histories.model.who import Codes, clerk

OF_THE_NETWORK = ("ANNUAL", "EXTRAORDINARY")


def appointment(
    world: World, actor: Actor, decision: Decision, seats: Sequence[str], since: date, why: str | None
) -> Codes:
    """C1, C3."""
    yield from clerk(world, actor)
    at, meeting = decision.decided_at, decision.meeting
    if at is None or decision.stage != "ADOPTED" or decision.body != "NETWORK" or not meeting or not _met(decision):
        yield "NO_MANDATE"
        return
    decided_on = min(at.date(), meeting.day(at))
    if not decided_on <= since <= months_later(decided_on, 36):
        yield "INVALID"
    entered = next((one for one in world.committees if one.decision is decision), None)
    if entered is None and _superseded(world, at):
        yield "NO_MANDATE"
    has_begun = entered is not None and entered.since <= world.today
    day = since if has_begun else world.today
    groups = {GROUPS[state] for state in seats}
    if not 3 <= len(seats) <= 5 or len(groups) < len(seats) or not all(world.is_member(state, day) for state in seats):
        yield "COMMITTEE_COMPOSITION"
    if any(world.participants[state].joined_on > day for state in seats):
        yield "NOT_FOUND"
    if entered and has_begun:
        if world.role(actor) != "ADMINISTRATOR":
            yield "NOT_ALLOWED"
        if since != entered.since:
            yield "CONFLICT"
        if why is None and not set(entered.seats) <= set(seats):
            yield "INVALID"
    coordinator = entered.coordinator(world.today) if entered and entered.until > world.today else None
    if coordinator and coordinator not in seats and world.is_member(coordinator):
        yield "CONFLICT"
    last = max(world.today, since) if entered else world.today
    if entered and entered.since == since:
        last = since
    if any(since <= one.since <= last for one in world.committees if one is not entered):
        yield "CONFLICT"


def withdrawal_of_committee(world: World, actor: Actor, committee: Committee) -> Codes:
    """C3."""
    if world.role(actor) != "ADMINISTRATOR":
        yield "NOT_ALLOWED"
    if committee.since <= world.today:
        yield "CONFLICT"


def _superseded(world: World, at: datetime) -> bool:
    """C3: whether a decision adopted later than that moment has appointed the committee in office."""
    later = world.committee and world.committee.decision.decided_at
    return bool(later and at < later)


def _met(decision: Decision) -> bool:
    """Whether a decision was taken in a meeting of the Network."""
    meeting, at = decision.meeting, decision.decided_at
    if meeting is None or at is None or meeting.opened_at is None or meeting.kind not in OF_THE_NETWORK:
        return False
    taken_there = decision.in_meeting or (decision.method == "CONSENSUS" and not decision.by_silence)
    if at > meeting.goes_on_until:
        return False
    return taken_there and meeting.opened_at <= at and (meeting.closed_at is None or at <= meeting.closed_at)


def coordination(world: World, actor: Actor, decision: Decision, state: str) -> Codes:
    """C2."""
    yield from clerk(world, actor)
    committee = world.committee
    taken = decision.stage == "ADOPTED" and decision.body == "EXECUTIVE_COMMITTEE"
    if not taken or committee is None or committee.decision.decided_at is None:
        yield "NO_MANDATE"
    else:
        at = decision.voting_opened_at if decision.method == "VOTE" else decision.opened_at
        assert at is not None
        later = at.date() >= committee.since and at >= committee.decision.decided_at
        entered = any(by is decision for by, _, _ in committee.coordinators)
        if not entered and not (later and decision.electorate <= set(committee.seats)):
            yield "NO_MANDATE"
        if not entered and at < committee.entered_at and not _has_seats_of_previous(world, committee):
            yield "NO_MANDATE"
        if not entered and any(_is_older(decision, by) for by, _, _ in committee.coordinators):
            yield "NO_MANDATE"
    if state not in world.electorate("EXECUTIVE_COMMITTEE"):
        yield "INVALID"


def _has_seats_of_previous(world: World, committee: Committee) -> bool:
    """C2: those who were asked until it was entered."""
    before = [one for one in world.committees if one.since < committee.since <= one.until]
    return any(set(one.seats) == set(committee.seats) for one in before)


def _is_older(decision: Decision, other: Decision) -> bool:
    return bool(decision.decided_at and other.decided_at and decision.decided_at < other.decided_at)
