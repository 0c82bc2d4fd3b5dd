"""GraphQL types of meetings, decisions and the Executive Committee, declared over the tables."""

from plugins.voting.types import committee, decisions, meetings
from plugins.voting.types.committee import ExecutiveCommittee
from plugins.voting.types.decisions import Ballot, Decision
from plugins.voting.types.meetings import Meeting
from plugins.voting.types.queries import ParticipantFields, Queries, StateFields

TYPES: list[type] = [*meetings.TYPES, *decisions.TYPES, *committee.TYPES]

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
