"""Meetings, decisions with a ballot of each state, and one open vote for the mutation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bench.fiction.members import Member, identifier
from bench.fiction.writing import PostgreSQLWriter, SQLiteWriter, json
from plugins.voting.tables import ballots, committees, coordinators, decisions, electors, meetings, seats

FIRST = datetime(2024, 9, 2, 9, tzinfo=UTC)
EACH_MEETING = 25
DECISION_COLUMNS = (
    "id", "year", "number", "title", "text", "original_language", "body", "stage", "method", "meeting_id",
    "participant_id", "proposed_at", "consensus_opened_at", "voting_opened_at", "voting_closed_at", "voted_in_meeting", "eligible_count",
    "present_count", "yes_count", "no_count", "abstain_count", "decided_at",
)  # fmt: skip


def write_voting(writer: SQLiteWriter | PostgreSQLWriter, members: Sequence[Member], count: int) -> None:
    random = Random("voting")
    held = [(identifier(random), FIRST + timedelta(days=7 * number)) for number in range(-(-count // EACH_MEETING))]
    writer.write(
        meetings,
        ("id", "kind", "title", "original_language", "status", "starts_at", "ends_at", "first_day", "last_day",
         "time_zone", "place", "latest_send_date", "agenda_prepared", "invitation", "changed_at"),
        (
            (key, "EXTRAORDINARY", json({"en": f"Fictitious meeting {number}"}), "en", "CLOSED", _at(start),
             _at(start + timedelta(hours=8)), start.date().isoformat(), start.date().isoformat(), "UTC", "Demonstration",
             (start - timedelta(days=31)).date().isoformat(), False, 0, _at(start))
            for number, (key, start) in enumerate(held, 1)
        ),
    )  # fmt: skip
    taken: list[tuple[int, int, datetime, list[str]]] = []
    for number in range(count):
        yes, no = random.uniform(0.3, 0.7), random.uniform(0.1, 0.3)
        choices = random.choices(("YES", "NO", "ABSTAIN"), (yes, no, 1 - yes), k=len(members))
        taken.append((identifier(random), number, held[number // EACH_MEETING][1], choices))
    opened = identifier(random)
    writer.write(
        decisions,
        DECISION_COLUMNS,
        [*(_closed(one, held, members) for one in taken), _open(opened, count, held[-1], members[0])],
    )
    _write_committee(writer, members, [key for key, *_ in taken])
    writer.write(
        electors,
        ("decision_id", "participant_id", "state_id", "iso_alpha3"),
        (
            (decision, member.key, member.state, member.code)
            for decision in (*(key for key, *_ in taken), opened)
            for member in members
        ),
    )
    writer.write(
        ballots,
        (
            "id",
            "decision_id",
            "participant_id",
            "state_id",
            "choice",
            "nonce",
            "cast_at",
            "explanation",
            "entered_by_chair",
        ),
        _ballots(random, taken, members),
    )


def _write_committee(
    writer: SQLiteWriter | PostgreSQLWriter, members: Sequence[Member], decided: Sequence[int]
) -> None:
    """Write a committee of four, without the participant whose token the mutation sends."""
    committee = members[1:5]
    writer.write(committees, ("id", "since", "until", "decision_id"), [(1, "2025-01-01", "2100-01-01", decided[0])])
    writer.write(seats, ("committee_id", "participant_id"), ((1, member.key) for member in committee))
    writer.write(
        coordinators,
        ("id", "committee_id", "participant_id", "since", "appointed_at", "decision_id"),
        [(1, 1, committee[0].key, "2025-01-01", "2025-01-01T12:00:00Z", decided[1])],
    )


def _closed(one: tuple[int, int, datetime, list[str]], held: list[Any], members: Sequence[Member]) -> tuple[Any, ...]:
    key, number, start, choices = one
    yes, no, abstain = (choices.count(choice) for choice in ("YES", "NO", "ABSTAIN"))
    closed = _at(start + timedelta(minutes=number % EACH_MEETING + 60))
    return (
        key, 2025, number + 1, json({"en": f"Fictitious decision {number + 1}"}),
        json({"en": f"The Network takes note of fictitious question {number + 1}."}), "en", "NETWORK",
        "ADOPTED" if yes > no else "NOT_ADOPTED", "VOTE", held[number // EACH_MEETING][0],
        members[number % len(members)].key, _at(start), _at(start), _at(start + timedelta(minutes=number % EACH_MEETING)), closed,
        True, len(members), len(members), yes, no, abstain, closed,
    )  # fmt: skip


def _open(key: int, number: int, meeting: Any, proposer: Member) -> tuple[Any, ...]:
    return (
        key, 2025, number + 1, json({"en": "Fictitious open question"}),
        json({"en": "The Network votes on a fictitious question."}), "en", "NETWORK", "VOTING", None, None,
        proposer.key, _at(meeting[1]), _at(meeting[1]), _at(meeting[1]), None, False, None, None, None, None, None, None,
    )  # fmt: skip


def _ballots(random: Random, taken: Sequence[Any], members: Sequence[Member]) -> Iterator[tuple[Any, ...]]:
    for key, number, start, choices in taken:
        opened = start + timedelta(minutes=number % EACH_MEETING)
        for place, (member, choice) in enumerate(zip(members, choices, strict=True)):
            cast = _at(opened + timedelta(seconds=place % 50))
            explained = "A fictitious explanation of vote." if place % 40 == 7 else None
            nonce = f"{random.getrandbits(256):064x}"
            yield identifier(random), key, member.key, member.state, choice, nonce, cast, explained, True


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
