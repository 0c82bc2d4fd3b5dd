"""GraphQL types of meetings, decisions and the Executive Committee."""

from __future__ import annotations

from plugins.voting.clauses import in_office
from plugins.voting.types import committee, decisions, meetings
from plugins.voting.types.committee import ON, ExecutiveCommittee, ReportedCommittee
from plugins.voting.types.decisions import Ballot, Decision, DecisionFilter, ParticipantFields, StateFields
from plugins.voting.types.meetings import Meeting, MeetingFilter
from schema import Connection, by_id, connection, given, one

TYPES: list[type] = [*meetings.TYPES, *decisions.TYPES, *committee.TYPES]


class Queries:
    """Root fields of voting."""

    meeting: Meeting | None = by_id()
    meetings: Connection[Meeting] = connection(
        filter=MeetingFilter, description="(Network Meetings) In the order in which they begin."
    )
    decision: Decision | None = by_id()
    decisions: Connection[Decision] = connection(
        filter=DecisionFilter, description="(Decision-Making Procedure) By reference."
    )
    executive_committee: ExecutiveCommittee | None = one(
        lambda committee, on: in_office(committee, given("today")),
        on=ON,
        description="(Operational Mechanisms) The committee in office, today or on a day.",
    )
    reported_committees: Connection[ReportedCommittee] = connection(
        description="(Operational Mechanisms) Committees of before the platform's time, as they were reported."
    )


__all__ = [
    "TYPES",
    "Ballot",
    "Decision",
    "ExecutiveCommittee",
    "Meeting",
    "ParticipantFields",
    "Queries",
    "StateFields",
]
