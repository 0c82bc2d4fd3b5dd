"""Fictitious meetings and decisions, for portals under construction. None of this was ever said or decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from core.members import Demonstration, Party
from plugins.voting.enums import Choice, DecisionBody, MeetingKind
from plugins.voting.rules import (
    agendas,
    attendance,
    ballots,
    committees,
    consensus,
    coordinators,
    decisions,
    meetings,
    objections,
    votes,
)
from plugins.voting.rules.schedules import Schedule

WORDING = "An invented text, so that a page has something to show. Nobody has proposed it."
IN_OTHER_LANGUAGES = {
    "fr": ("Un programme de travail fictif", "Un texte inventé, que personne n’a proposé."),
    "ar": ("برنامج عمل خيالي", "نص مُختلَق لم يقترحه أحد."),
}
"""Translations of the decision that was put to a vote."""
PRESENT = 15
DAYS_SINCE_MEETING = 40


def fill(demonstration: Demonstration) -> None:
    """Make a past meeting with decisions by consensus and by vote, a coming one, an open vote and an open consensus."""
    present = demonstration.members[:PRESENT]
    _make_past_meeting(demonstration, present)
    _make_open_vote(demonstration, demonstration.members)
    write = demonstration.secretariat()
    silence = decisions.propose_decision(write, DecisionBody.NETWORK, "es", "Una decisión ficticia", WORDING)
    consensus.seek_consensus(write, silence, write.now + timedelta(days=14))
    coming = _make_meeting(demonstration, 10, MeetingKind.SEMINAR, "A fictitious seminar to come", -45)
    meetings.translate_meeting(demonstration.secretariat(6), coming, "fr", "Un séminaire fictif à venir")
    agendas.send_agenda(demonstration.secretariat(5), coming)


def _make_past_meeting(demonstration: Demonstration, present: Sequence[Party]) -> None:
    meeting = _make_meeting(
        demonstration, DAYS_SINCE_MEETING + 50, MeetingKind.ANNUAL, "A fictitious annual meeting", DAYS_SINCE_MEETING
    )
    agendas.send_agenda(demonstration.secretariat(DAYS_SINCE_MEETING + 45), meeting)
    opened = _days_since(demonstration, DAYS_SINCE_MEETING)
    meetings.open_meeting(demonstration.secretariat(opened), meeting)
    marked = [party.participant for party in present]
    attendance.record_attendance(demonstration.secretariat(opened), meeting, marked, True)

    appointing = _make_adopted_decision(
        demonstration, opened - 0.02, DecisionBody.NETWORK, "A fictitious appointment", meeting
    )
    seats = {party.regional_group: party.participant for party in present}
    chosen = list(seats.values())[:5]
    write = demonstration.secretariat(opened - 0.03)
    committees.appoint_executive_committee(write, appointing, chosen, write.today)
    coordinating = _make_adopted_decision(
        demonstration, opened - 0.04, DecisionBody.EXECUTIVE_COMMITTEE, "A fictitious Coordinator", meeting
    )
    coordinators.appoint_coordinator(demonstration.secretariat(opened - 0.05), coordinating, chosen[0])

    write = demonstration.secretariat(opened - 0.06)
    voted = decisions.propose_decision(
        write, DecisionBody.NETWORK, "en", "A fictitious programme of work", WORDING, meeting
    )
    consensus.seek_consensus(write, voted, write.now + timedelta(minutes=10))
    _object(demonstration, present[0], voted, opened - 0.063)
    consensus.close_consensus(demonstration.secretariat(opened - 0.067), voted)
    votes.open_vote(demonstration.secretariat(opened - 0.07), voted)
    choices = [Choice.NO, Choice.ABSTAIN, *[Choice.YES] * (len(present) - 4), Choice.NO]
    _cast(demonstration, present, choices, voted, opened - 0.075)
    votes.close_vote(demonstration.secretariat(opened - 0.08), voted)
    meetings.close_meeting(demonstration.secretariat(opened - 0.1), meeting)
    for language, (title, wording) in IN_OTHER_LANGUAGES.items():
        decisions.translate_decision(demonstration.secretariat(opened - 0.11), voted, language, title, wording)
    for days, (language, report) in enumerate(
        (("en", "# Report\n\nAn **invented** report."), ("ar", "# التقرير\n\nتقرير **مُختلَق**."))
    ):
        meetings.publish_report(demonstration.secretariat(DAYS_SINCE_MEETING - 7 - days), meeting, language, report)


def _make_open_vote(demonstration: Demonstration, members: Sequence[Party]) -> None:
    """A vote by correspondence: a member broke the silence, and some have cast their ballots."""
    hours = demonstration.secretariat().settings.silence_hours
    sought = hours / 24 + 3
    write = demonstration.secretariat(sought)
    wording = "Un texte inventé, pour qu'une page ait quelque chose à montrer."
    decision = decisions.propose_decision(write, DecisionBody.NETWORK, "fr", "Une décision fictive", wording)
    consensus.seek_consensus(write, decision, write.now + timedelta(hours=hours))
    _object(demonstration, members[1], decision, sought - 1)
    consensus.close_consensus(demonstration.secretariat(3), decision)
    write = demonstration.secretariat(2)
    votes.open_vote(write, decision, write.now + timedelta(days=10, hours=hours))
    _cast(demonstration, members[:9], [Choice.YES, Choice.NO, Choice.ABSTAIN] * 3, decision, 1)


def _make_meeting(demonstration: Demonstration, days_ago: float, kind: MeetingKind, title: str, begins: int) -> int:
    """A meeting with an agenda, planned days_ago. begins: also in days ago; negative for days to come."""
    write = demonstration.secretariat(days_ago)
    starts = datetime.combine(demonstration.today - timedelta(days=begins), time(9), UTC)
    schedule = Schedule(starts, starts + timedelta(hours=7), "Africa/Nairobi", "Fictitious Hall")
    meeting = meetings.plan_meeting(write, kind, "en", title, schedule)
    items = [agendas.Item("en", "Opening"), agendas.Item("en", "Fictitious business", "Nothing real."),
             agendas.Item("en", "Closing")]  # fmt: skip
    agendas.prepare_agenda(write, meeting, items)
    return meeting


def _make_adopted_decision(
    demonstration: Demonstration, days_ago: float, body: DecisionBody, title: str, meeting: int
) -> int:
    """A decision adopted because nobody objects."""
    write = demonstration.secretariat(days_ago)
    decision = decisions.propose_decision(write, body, "en", title, WORDING, meeting)
    consensus.seek_consensus(write, decision, write.now + timedelta(minutes=5))
    return consensus.close_consensus(demonstration.secretariat(days_ago - 0.005), decision)


def _object(demonstration: Demonstration, party: Party, decision: int, days_ago: float) -> None:
    write = demonstration.speaking_for(party, days_ago)
    objections.raise_objection(write, decision, party.participant, "An invented reason.")


def _cast(
    demonstration: Demonstration, voters: Sequence[Party], choices: Sequence[Choice], decision: int, days_ago: float
) -> None:
    for party, choice in zip(voters, choices, strict=False):
        write = demonstration.speaking_for(party, days_ago)
        ballots.cast_ballot(write, decision, ballots.Voice(party.participant, choice))


def _days_since(demonstration: Demonstration, begins: int) -> float:
    """How many days ago, with their fraction, a meeting began at 9:00 UTC. begins: the day, in days ago."""
    began = datetime.combine(demonstration.today - timedelta(days=begins), time(9), UTC)
    return (demonstration.secretariat().now - began).total_seconds() / 86_400
