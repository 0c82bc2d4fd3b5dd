"""Members: every state, with a mechanism and a focal point; every third was an observer first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bench.fiction.writing import PostgreSQLWriter, SQLiteWriter, json
from bench.operations import TOKEN
from core.members.enums import Capacity, MechanismType
from core.members.tables import focal_points, mechanisms, participants, standings
from core.tables import tokens

FOUNDED = date(2024, 5, 9)
LANGUAGES = ("en", "es", "fr")
CAPACITIES = sorted(capacity.name for capacity in Capacity)
TYPES = sorted(kind.name for kind in MechanismType)


@dataclass(frozen=True)
class Member:
    """A participant, its state and the state's code."""

    key: int
    state: int
    code: str


def identifier(random: Random) -> int:
    """A random primary key of the platform's form."""
    return random.getrandbits(53) | 1 << 52


def write_members(writer: SQLiteWriter | PostgreSQLWriter) -> list[Member]:
    """Write the members; returns them by the codes of their states."""
    random = Random("members")
    states = writer.rows("SELECT id, iso_alpha3 FROM members_states ORDER BY iso_alpha3")
    members = [Member(identifier(random), state, code) for state, code in states]
    joined = [FOUNDED + timedelta(days=3 * number) for number in range(len(members))]
    writer.write(
        participants,
        ("id", "state_id", "joined_on", "founding", "fictitious"),
        (
            (m.key, m.state, day.isoformat(), number < 24, True)
            for number, (m, day) in enumerate(zip(members, joined, strict=True))
        ),
    )
    held = []
    for number, (member, day) in enumerate(zip(members, joined, strict=True)):
        if number % 3 == 2:
            later = (day + timedelta(days=60)).isoformat()
            held.append((member.key, "OBSERVER", day.isoformat(), later, "ACCESSION", "Fictitious accession"))
            held.append((member.key, "MEMBER", later, None, "MECHANISM_ESTABLISHED", "Fictitious mechanism registered"))
        else:
            held.append((member.key, "MEMBER", day.isoformat(), None, "ACCESSION", "Fictitious accession"))
    writer.write(
        standings,
        ("id", "participant_id", "standing", "since", "until", "cause", "reason"),
        ((identifier(random), *row) for row in held),
    )
    writer.write(
        mechanisms,
        ("id", "participant_id", "name", "original_language", "type", "capacities", "since"),
        (
            (identifier(random), member.key, json({language: f"Fictitious Mechanism {member.code} ({language})"}),
             language, TYPES[number % len(TYPES)], json(CAPACITIES[: number % 4 + 1]), day.isoformat())
            for number, (member, day) in enumerate(zip(members, joined, strict=True))
            for language in [LANGUAGES[number % 3]]
        ),
    )  # fmt: skip
    writer.write(
        focal_points,
        ("id", "participant_id", "name", "title", "email", "since"),
        (
            (identifier(random), member.key, f"Fictitious Person of {member.code}", "Demonstration only",
             f"{member.code.lower()}@bench.example", day.isoformat())
            for member, day in zip(members, joined, strict=True)
        ),
    )  # fmt: skip
    writer.write(
        tokens,
        ("id", "hash", "name", "role", "participant_id", "created_at"),
        [
            (
                1,
                hashlib.sha256(TOKEN.encode()).hexdigest(),
                "bench",
                "FOCAL_POINT",
                members[0].key,
                "2024-05-09T12:00:00Z",
            )
        ],
    )
    return members
