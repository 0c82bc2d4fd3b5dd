"""Steps of meetings and decisions that tests take, through GraphQL and through the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import select

from core.identity import Role, Viewer
from core.platform import Platform
from plugins.voting import tables
from plugins.voting.background import CLOCK
from plugins.voting.enums import DecisionBody, MeetingKind
from plugins.voting.export import as_file, export_decision
from plugins.voting.rules import (
    agendas,
    attendance,
    committees,
    consensus,
    decisions,
    meetings,
    objections,
    votes,
)
from plugins.voting.rules.schedules import Schedule
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member, writing

FOUR = ("PRY", "MAR", "PRT", "JPN")
"""Four states of four regional groups."""
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def change(
    ask: Ask, name: str, fields: str, viewer: Viewer = SECRETARIAT, answer: str = "decision { id stage }"
) -> Any:
    """Run a mutation and return its payload."""
    document = f"mutation {{ {name}(input: {{{fields}}}) {{ {answer} errors {{ code path message }} }} }}"
    found = ask(document, viewer=viewer)
    assert "errors" not in found, found
    return found["data"][name]


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["errors"]]


def last_journal_entry(ask: Ask, viewer: Viewer = SECRETARIAT) -> dict[str, Any]:
    """The last entry of the journal: its action, its subject, and its payload as a viewer sees it."""
    (entry,) = ask("{ journal(last: 1) { nodes { action subject payload } } }", viewer=viewer)["data"]["journal"][
        "nodes"
    ]
    return {**entry, "payload": entry["payload"] and orjson.loads(entry["payload"])}


def decision_row(platform: Platform, decision: int) -> Any:
    """The row of a decision."""
    with platform.database.reading() as session:
        return session.execute(select(tables.decisions).where(tables.decisions.c.id == decision)).one()


def make_members(platform: Platform, codes_: tuple[str, ...] = FOUR) -> list[Made]:
    return [make_member(platform, code) for code in codes_]


def later(platform: Platform, days: int) -> str:
    """The moment so many days from now, as inputs take it."""
    return f"{platform.now() + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def make_contested_decision(platform: Platform, objecting: Made, now: datetime = START, **proposal: Any) -> int:
    """Make a decision to which a member objected by correspondence."""
    body = proposal.pop("body", DecisionBody.NETWORK)
    with writing(platform, now=now) as write:
        decision = decisions.propose_decision(write, body, "en", "A fictitious decision", "Its text.", **proposal)
        consensus.seek_consensus(write, decision, now + timedelta(hours=72))
    with writing(platform, objecting.viewer, now) as write:
        objections.raise_objection(write, decision, objecting.key, "A fictitious reason.")
    with writing(platform, CLOCK, now + timedelta(hours=72)) as write:
        consensus.close_if_due(write, decision)
    return decision


def make_decision_contested_in(
    platform: Platform, members: list[Made], meeting: int, now: datetime | None = None
) -> int:
    """Make a decision to which a member objected in an open meeting."""
    now = now or platform.now()
    with writing(platform, now=now) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B", meeting)
        consensus.seek_consensus(write, decision, now + timedelta(minutes=5))
    with writing(platform, members[0].viewer, now) as write:
        objections.raise_objection(write, decision, members[0].key, "A reason")
    with writing(platform, now=now) as write:
        consensus.close_consensus(write, decision)
    return decision


def make_open_vote(platform: Platform, members: list[Made], now: datetime = START, **proposal: Any) -> int:
    """Make a decision with an open vote by correspondence."""
    decision = make_contested_decision(platform, members[0], now, **proposal)
    with writing(platform, now=now + timedelta(hours=73)) as write:
        votes.open_vote(write, decision)
    return decision


def open_meeting(
    platform: Platform,
    present: list[Made],
    kind: MeetingKind = MeetingKind.ANNUAL,
    now: datetime = START,
    zone: str = "America/Asuncion",
) -> int:
    """Make an open meeting in which these members are present."""
    with writing(platform, now=now) as write:
        starts = now + timedelta(days=60)
        appointment = Schedule(starts, starts + timedelta(hours=6), zone, "Fictitious Hall")
        meeting = meetings.plan_meeting(write, kind, "en", "A fictitious meeting", appointment)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening")])
        agendas.send_agenda(write, meeting)
    with writing(platform, now=starts) as write:
        meetings.open_meeting(write, meeting)
        if present:
            attendance.record_attendance(write, meeting, [made.key for made in present], True)
    return meeting


def make_adopted_decision(
    platform: Platform, now: datetime, body: DecisionBody, meeting: int | None = None, silence: bool = False
) -> int:
    """Make a decision adopted by consensus: at once in a meeting, otherwise by the silence procedure."""
    until = now + (timedelta(hours=72) if silence or not meeting else timedelta(minutes=1))
    with writing(platform, now=now) as write:
        decision = decisions.propose_decision(write, body, "en", "An appointment", "Its text.", meeting)
        consensus.seek_consensus(write, decision, until)
    with writing(platform, CLOCK, until) as write:
        consensus.close_if_due(write, decision)
    return decision


def make_committee(platform: Platform, seats: list[Made], since: date | None = None, now: datetime = START) -> int:
    """Make a committee, appointed by a decision in a meeting."""
    meeting = open_meeting(platform, seats, now=now)
    then = now + timedelta(days=60)
    decision = make_adopted_decision(platform, then, DecisionBody.NETWORK, meeting)
    with writing(platform, now=then + timedelta(hours=1)) as write:
        return committees.appoint_executive_committee(
            write, decision, [made.key for made in seats], since or then.date()
        )


def exported_proof(platform: Platform, decision: int) -> dict[str, Any]:
    """The proof of a decision, read from its file."""
    with platform.database.reading() as session:
        proof: dict[str, Any] = orjson.loads(as_file(export_decision(session, decision)))
    return proof


def chair_of(made: Made) -> Viewer:
    return Viewer(Role.COORDINATOR, participant=made.key, name=made.viewer.name)
