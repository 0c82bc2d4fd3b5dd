"""Root fields of voting, and the fields it adds to states and participants."""

from __future__ import annotations

from plugins.voting.clauses import in_office, pending
from plugins.voting.enums import DecisionOrder
from plugins.voting.types.ballots import Ballot, BallotFilter, order_by_decision
from plugins.voting.types.committee import ON, ExecutiveCommittee, ReportedCommittee
from plugins.voting.types.decisions import Decision, DecisionFilter
from plugins.voting.types.meetings import Attendance, AttendanceFilter, Meeting, MeetingFilter, order_by_meeting
from schema import Connection, by_id, connection, given, one


class Queries:
    """Root fields of voting."""

    meeting: Meeting | None = by_id()
    meetings: Connection[Meeting] = connection(
        filter=MeetingFilter,
        both_ways=True,
        description="(Network Meetings) Meetings, in the order in which they begin.",
    )
    attendances: Connection[Attendance] = connection(
        filter=AttendanceFilter,
        narrow=order_by_meeting,
        description="(D4) Who was present in which meeting, from when until when: those of each meeting together, in "
        "order of arrival.",
    )
    decision: Decision | None = by_id()
    decisions: Connection[Decision] = connection(
        filter=DecisionFilter,
        order_by=DecisionOrder,
        description="(Decision-Making Procedure) Decisions, by reference unless `orderBy` says otherwise.",
    )
    ballots: Connection[Ballot] = connection(
        filter=BallotFilter,
        narrow=order_by_decision,
        description="(D7) The ballots of all votes that are closed, those of each vote together, in the order in which "
        "they were cast.",
    )
    executive_committee: ExecutiveCommittee | None = one(
        lambda committee, on: in_office(committee, given("today")),
        on=ON,
        description="(Operational Mechanisms) The committee in office, today or on a day.",
    )
    reported_committees: Connection[ReportedCommittee] = connection(
        description="(Operational Mechanisms) Committees from before the platform existed, as they were reported."
    )


class StateFields:
    """Fields of states."""

    ballots: Connection[Ballot] = connection(
        lambda state, ballot: ballot.state_id == state.id,
        description="Its ballots in votes that are closed, in the order in which they were cast.",
    )


class ParticipantFields:
    """Fields of participants."""

    pending_decisions: Connection[Decision] = connection(
        pending,
        description="Decisions pending for this participant: votes in whose electorate it is and in which it has not "
        "cast a ballot, and consensus to which it may still object. A vote in a meeting is pending only while the "
        "participant is present there; a member that is absent may object.",
    )
