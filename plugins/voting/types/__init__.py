"""GraphQL types of meetings, decisions and the Executive Committee, declared over the tables."""

from plugins.voting.types.ballots import Ballot
from plugins.voting.types.committee import ExecutiveCommittee, ReportedCommittee
from plugins.voting.types.decisions import Decision, Objection, Tally
from plugins.voting.types.meetings import Agenda, AgendaItem, Attendance, Meeting
from plugins.voting.types.queries import ParticipantFields, Queries, StateFields

TYPES: list[type] = [
    Meeting,
    Agenda,
    AgendaItem,
    Attendance,
    Decision,
    Objection,
    Tally,
    Ballot,
    ExecutiveCommittee,
    ReportedCommittee,
]

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
