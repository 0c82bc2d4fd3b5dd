"""Clauses in SQL: membership, the committee in office, its Coordinator, and the decisions pending for a participant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from core.members import standing_of
from plugins.voting.enums import DecisionBody, DecisionStage
from plugins.voting.tables import attendance, ballots, committees, coordinators, electors, objections, seats
from schema import given


def is_member(participant_id: Any) -> ColumnElement[bool]:
    """Whether a participant is a member on the requested day."""
    found: ColumnElement[bool] = standing_of(participant_id) == "MEMBER"
    return found


def in_office(committee: Any, day: Any) -> ColumnElement[bool]:
    """(C1, C3) Whether a committee is in office on a day."""
    return and_(committee.since <= day, committee.until > day)


def coordinator_query(committee_id: Any, day: Any) -> Select[Any]:
    """(C2) Selects the participant that coordinates a committee on a day."""
    return (
        select(coordinators.c.participant_id)
        .where(coordinators.c.committee_id == committee_id, coordinators.c.since <= day)
        .order_by(coordinators.c.since.desc(), coordinators.c.appointed_at.desc(), coordinators.c.id.desc())
        .limit(1)
    )


def can_cast(participant_id: Any, decision: Any) -> ColumnElement[bool]:
    """(M4, D4) Whether a participant of the electorate can cast: it is still a member and, in a meeting, present."""
    present = select(attendance.c.id).where(
        attendance.c.meeting_id == decision.meeting_id,
        attendance.c.participant_id == participant_id,
        attendance.c.present_until.is_(None),
    )
    by_correspondence = decision.voted_in_meeting.is_(False)
    return and_(is_member(participant_id), or_(by_correspondence, exists(present.correlate_except(attendance))))


def pending(participant: Any, decision: Any) -> ColumnElement[bool]:
    """Whether a participant may still cast a ballot in a decision, or object to it."""
    return or_(_awaits_ballot(participant, decision), _awaits_objection(participant, decision))


def _awaits_ballot(participant: Any, decision: Any) -> ColumnElement[bool]:
    return and_(
        decision.stage == DecisionStage.VOTING.name,
        or_(decision.voting_until.is_(None), decision.voting_until > given("now")),
        can_cast(participant.id, decision),
        _has_row(electors, participant, decision),
        ~_has_row(ballots, participant, decision),
    )


def _awaits_objection(participant: Any, decision: Any) -> ColumnElement[bool]:
    """(D2) Also for a member that is absent from the meeting in which consensus is sought."""
    return and_(
        decision.stage == DecisionStage.CONSENSUS.name,
        decision.consensus_until > given("now"),
        is_member(participant.id),
        or_(decision.body == DecisionBody.NETWORK.name, _has_seat(participant)),
        ~_has_row(objections, participant, decision, objections.c.withdrawn_at.is_(None)),
    )


def _has_row(table: Any, participant: Any, decision: Any, *further: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a table has a row for a participant and a decision."""
    found = select(table.c.decision_id).where(
        table.c.decision_id == decision.id, table.c.participant_id == participant.id, *further
    )
    return exists(found.correlate_except(table))


def _has_seat(participant: Any) -> ColumnElement[bool]:
    found = (
        select(seats.c.committee_id)
        .join(committees, committees.c.id == seats.c.committee_id)
        .where(seats.c.participant_id == participant.id, in_office(committees.c, given("today")))
    )
    return exists(found.correlate_except(seats, committees))
