"""Practices with tags and two languages; nearly all are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from bench.fiction.members import CAPACITIES, LANGUAGES, Member, identifier
from bench.fiction.texts import Piece, Texts
from bench.fiction.writing import PostgreSQLWriter, SQLiteWriter, json
from plugins.practices.content import FILED
from plugins.practices.enums import HumanRightsSystem, TreatyBody
from plugins.practices.searching.places import preferred_place
from plugins.practices.searching.words import words
from plugins.practices.tables import practices, terms

SYSTEMS = sorted(system.name for system in HumanRightsSystem)
BODIES = sorted(body.name for body in TreatyBody)
TAGS = [f"{kind} {number}" for kind in ("topic", "method", "audience") for number in range(1, 21)]
WORDS_OF_TAGS = {tag: words(tag) for tag in TAGS}
FIRST = datetime(2024, 6, 1, 9, tzinfo=UTC)
BATCH = 20_000

COLUMNS = (
    "id", "participant_id", "state_id", "status", "title", "summary", "body", "challenges", "results",
    "original_language", "languages", "capacities", "systems", "treaty_bodies", "goals", "objectives", "tags",
    "submitted_at", "submission", "published_at", "updated_at", "revision", "ordered_at", "sort_title", "adoption_count",
)  # fmt: skip


@dataclass(frozen=True)
class Practice:
    """A practice.

    place: in the search index. terms: the values that it is filed under. words: of titles, of summaries and tags, of bodies.
    """

    key: int
    place: int
    row: tuple[Any, ...]
    terms: list[tuple[int, str, str]]
    words: tuple[list[str], list[str], list[str]]


def write_practices(writer: SQLiteWriter | PostgreSQLWriter, members: Sequence[Member], count: int) -> None:
    random = Random("practices")
    texts = {language: Texts(random, language) for language in LANGUAGES}
    for start in range(0, count, BATCH):
        batch = [_practice(random, texts, members, number) for number in range(start, min(start + BATCH, count))]
        if writer.name == "sqlite":
            batch.sort(key=lambda one: one.key)  # the order in which SQLite stores rows
        writer.write(practices, COLUMNS, (one.row for one in batch))
        writer.write(terms, ("practice_id", "kind", "value"), (term for one in batch for term in one.terms))
        if writer.name == "sqlite":
            batch.sort(key=lambda one: one.place)  # the order in which FTS5 stores rows
            writer.write("practices_places", ("place", "practice_id"), ((one.place, one.key) for one in batch))
            writer.write("practices_texts", ("rowid", "title", "summary", "body"), _full_texts(batch))
        else:
            writer.write("practices_search", ("id", "ordered_at", "document"), _documents(batch))


def _practice(random: Random, texts: dict[str, Texts], members: Sequence[Member], number: int) -> Practice:
    key, member = identifier(random), random.choice(members)
    original, other = random.sample(LANGUAGES, 2)
    title, summary, body = (
        {code: _pieces(random, texts[code], part) for code in (original, other)} for part in range(3)
    )
    filed = {
        "capacities": sorted(random.sample(CAPACITIES, random.randint(1, 3))),
        "systems": sorted(random.sample(SYSTEMS, random.randint(1, 2))),
        "treaty_bodies": sorted(random.sample(BODIES, random.randint(0, 3))),
        "goals": sorted(random.sample(range(1, 18), random.randint(1, 4))),
        "objectives": sorted(random.sample(range(1, 7), random.randint(1, 2))),
        "tags": sorted(random.sample(TAGS, random.randint(1, 5))),
        "languages": sorted([original.upper(), other.upper()]),
    }
    moment = FIRST + timedelta(seconds=number * 13_337 % 77_000_000)
    written = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    draft = number % 50 == 49
    row = (
        key, member.key, member.state, "DRAFT" if draft else "PUBLISHED",
        *(json({code: _written(pieces) for code, pieces in part.items()}) for part in (title, summary, body)),
        "{}", "{}", original,
        *(json(filed[name]) for name in ("languages", "capacities", "systems", "treaty_bodies", "goals", "objectives", "tags")),
        None if draft else written, 0 if draft else 1, None if draft else written, written, 1, written, " ".join(_folded(title[original])),
        0 if draft else random.choice((0, 0, 0, 1, 2, 5, 8)),
    )  # fmt: skip
    return Practice(
        key,
        preferred_place(key, moment),
        row,
        [(key, kind, str(value)) for name, kind in FILED.items() for value in filed[name]],
        (
            [word for pieces in title.values() for word in _folded(pieces)],
            [word for pieces in summary.values() for word in _folded(pieces)]
            + [word for tag in filed["tags"] for word in WORDS_OF_TAGS[tag]],
            [word for pieces in body.values() for word in _folded(pieces)],
        ),
    )


def _pieces(random: Random, texts: Texts, part: int) -> list[Piece]:
    if part == 0:
        return [random.choice(texts.titles)] + ([texts.rare] if random.random() < 0.02 else [])
    found = random.sample(texts.sentences, 2 if part == 1 else 4)
    return found + ([texts.rare] if part == 2 and random.random() < 0.05 else [])


def _written(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.written for piece in pieces)


def _folded(pieces: Sequence[Piece]) -> list[str]:
    return [word for piece in pieces for word in piece.folded]


def _full_texts(batch: Sequence[Practice]) -> Iterator[tuple[Any, ...]]:
    return ((one.place, *(" ".join(part) for part in one.words)) for one in batch)


def _documents(batch: Sequence[Practice]) -> Iterator[tuple[int, str, str]]:
    for one in batch:
        written, place = list[str](), 1
        for part, weight in zip(one.words, "ABC", strict=True):
            written += map(f"'{{}}':{{}}{weight}".format, part, count(place))
            place += len(part) + 1
        yield one.key, one.row[COLUMNS.index("ordered_at")], " ".join(written)
