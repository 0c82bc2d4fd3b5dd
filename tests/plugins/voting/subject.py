"""Meetings, decisions and the Executive Committee under the property test."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core import Role, Viewer, Write
from core.members import parties
from core.platform import Platform
from plugins.voting import tables
from plugins.voting.enums import Choice, DecisionBody, MeetingKind
from plugins.voting.rules import (
    agendas,
    ballots,
    consensus,
    coordinators,
    decisions,
    meetings,
    objections,
    votes,
)
from plugins.voting.rules.schedules import Schedule
from tests.conftest import Ask
from tests.factories import Made, writing
from tests.plugins.voting.reference import VotingPart
from tests.plugins.voting.steps import (
    START,
    make_adopted_decision,
    make_committee,
    make_contested_decision,
    make_open_vote,
    open_meeting,
)

DATES = ["2022-12-08", "2024-05-09", "2026-05-01", "2026-06-15", "2027-06-01", "2029-05-01"]


class VotingSubject:
    """Decisions at every stage, meetings of every status, two committees; after the members of their subject."""

    parts = (VotingPart,)

    def __init__(self) -> None:
        self.hidden: list[str] = []

    def fill(self, platform: Platform) -> None:
        members = _members(platform)
        by_code = {member.iso_alpha3: member for member in members}
        seats = [by_code[code] for code in ("PRY", "MAR", "PRT", "JPN")]
        make_committee(platform, seats)
        decision = make_adopted_decision(platform, START + timedelta(days=70), DecisionBody.EXECUTIVE_COMMITTEE)
        with writing(platform, now=START + timedelta(days=80)) as write:
            coordinators.appoint_coordinator(write, decision, seats[1].key)
        make_committee(platform, [*seats[1:], by_code["POL"]], now=START + timedelta(days=400))
        _votes(platform, members)
        _consensus(platform, members)
        _meetings(platform)
        self.hidden = _hidden(platform)

    def values(self, ask: Ask) -> dict[str, list[Any]]:
        data = ask("""{
          meetings(first: 50) { nodes { id agenda { items { id } } } }
          decisions(first: 50) { nodes { id ballots { nodes { id } } } }
          first: executiveCommittee(on: "2026-06-01") { id } second: executiveCommittee(on: "2028-01-01") { id }
        }""")["data"]
        held = [meeting["id"] for meeting in data["meetings"]["nodes"]]
        taken = [decision["id"] for decision in data["decisions"]["nodes"]]
        items = [item["id"] for node in data["meetings"]["nodes"] if node["agenda"] for item in node["agenda"]["items"]]
        cast = [ballot["id"] for node in data["decisions"]["nodes"] for ballot in node["ballots"]["nodes"]]
        appointed = [data["first"]["id"], data["second"]["id"]]
        drafts = [found for found in self.hidden if found.startswith("Decision:")]
        return {
            "id": [*held, *taken, *items, *cast[::2], *appointed, *self.hidden],
            "Meeting.id": [*held, "Meeting:4"],
            "Decision.id": [*taken, *drafts],
            "meeting": held,
            "decision": [*taken, *drafts],
            "year": [START.year, START.year + 1, 1],
            "number": [1, 2, 3, 2_000],
            "from": DATES,
            "until": DATES,
            "decidedFrom": DATES,
            "decidedUntil": DATES,
            "on": DATES,
        }


def _members(platform: Platform) -> list[Made]:
    with platform.database.reading() as session:
        found = [party for party in parties(session, START.date()) if party.is_member]
    return [
        Made(party.iso_alpha3, party.participant, Viewer(Role.FOCAL_POINT, party.participant, name=party.iso_alpha3))
        for party in found
    ]


def _votes(platform: Platform, members: list[Made]) -> None:
    """One vote that is closed, one that is open, one that was withdrawn while it was open."""
    for number in range(3):
        opened = START + timedelta(days=100 * number)
        decision = make_open_vote(platform, members, opened)
        for place, member in enumerate(members[: 5 + number]):
            with writing(platform, member.viewer, opened + timedelta(days=4, minutes=place % 2)) as write:
                voice = ballots.Voice(member.key, list(Choice)[place % 3], "A reason" if place % 4 == 0 else None)
                ballots.cast_ballot(write, decision, voice)
        with writing(platform, now=opened + timedelta(days=5)) as write:
            if number == 0:
                votes.close_vote(write, decision)
            if number == 2:
                decisions.withdraw_decision(write, decision, "No longer needed")


def _consensus(platform: Platform, members: list[Made]) -> None:
    """Consensus that is sought, with objections; one that failed; drafts."""
    now = platform.now()
    for body in DecisionBody:
        with writing(platform, now=now) as write:
            sought = decisions.propose_decision(write, body, "fr", "Une décision fictive", "Son texte.")
            decisions.translate_decision(write, sought, "ar", "قرار خيالي", "نصه.")
            consensus.seek_consensus(write, sought, now + timedelta(days=30))
            decisions.translate_decision(write, sought, "es", "Una decisión ficticia", "Su texto.")
            decisions.propose_decision(write, body, "es", "Un borrador ficticio", "Su texto.", None)
    with writing(platform, members[0].viewer, now) as write:
        decision = decisions.propose_decision(
            write, DecisionBody.NETWORK, "en", "Withdrawn", "Text", None, members[0].key
        )
        decisions.withdraw_decision(write, decision, "A mistake")
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "Sought", "Text", None, members[0].key)
        consensus.seek_consensus(write, decision, now + timedelta(days=20))
    for member in members[1:4]:
        with writing(platform, member.viewer, now) as write:
            objections.raise_objection(write, decision, member.key, f"A reason of {member.iso_alpha3}")
    with writing(platform, members[2].viewer, now + timedelta(hours=1)) as write:
        objections.withdraw_objection(write, decision, members[2].key)
    make_contested_decision(platform, members[3], START + timedelta(days=7))


def _meetings(platform: Platform) -> None:
    """Meetings that are planned, with a draft on the agenda; cancelled; closed, with a report in two languages."""
    for number, kind in enumerate(MeetingKind):
        now = START + timedelta(days=10 * number)
        starts = now + timedelta(days=90)
        with writing(platform, now=now) as write:
            appointment = Schedule(starts, starts + timedelta(hours=30), "Asia/Tokyo", "Salle fictive")
            meeting = meetings.plan_meeting(write, kind, "fr", f"Réunion fictive {number}", appointment)
            body = DecisionBody[kind.name if kind is MeetingKind.EXECUTIVE_COMMITTEE else "NETWORK"]
            draft = decisions.propose_decision(write, body, "en", "On the agenda", "Text", meeting)
            items = [agendas.Item("fr", "Ouverture", "Accueil"), agendas.Item("en", "A draft", None, draft)]
            if number:
                agendas.prepare_agenda(write, meeting, items)
                meetings.translate_meeting(write, meeting, "es", f"Reunión ficticia {number}")
                _translate_agenda(write, meeting)
            if number == 2:
                meetings.cancel_meeting(write, meeting, "No room")
    meeting = open_meeting(platform, [], MeetingKind.SEMINAR)
    with writing(platform, now=START + timedelta(days=61)) as write:
        meetings.close_meeting(write, meeting)
        for language, report in (("es", "# Informe"), ("fr", "# Rapport")):
            meetings.publish_report(write, meeting, language, report)


def _translate_agenda(write: Write, meeting: int) -> None:
    """Its first point in Arabic, with what is said of it, and the title of its second in Russian."""
    own = select(tables.agenda_items.c.id).where(tables.agenda_items.c.meeting_id == meeting)
    first, second = write.session.execute(own.order_by(tables.agenda_items.c.position)).scalars()
    opening = {"title": "افتتاح خيالي", "description": "ترحيب"}
    agendas.translate_agenda(write, meeting, "ar", [agendas.TranslatedItem(first, opening)])
    agendas.translate_agenda(write, meeting, "ru", [agendas.TranslatedItem(second, {"title": "Проект"})])


def _hidden(platform: Platform) -> list[str]:
    """The ids of drafts, and of ballots of votes that are not closed."""
    with platform.database.reading() as session:
        drafts = session.execute(
            select(tables.decisions.c.id).where(tables.decisions.c.consensus_opened_at.is_(None))
        ).scalars()
        secret = session.execute(
            select(tables.ballots.c.id)
            .join(tables.decisions, tables.decisions.c.id == tables.ballots.c.decision_id)
            .where(tables.decisions.c.voting_closed_at.is_(None))
        ).scalars()
        return [f"Decision:{key}" for key in drafts] + [f"Ballot:{key}" for key in list(secret)[:4]]
