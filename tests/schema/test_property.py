"""Whatever is asked: both deliveries, both engines and the slow resolver give the same answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select

from core import ground
from core.members import tables
from core.platform import Platform
from core.settings import Settings
from tests.conftest import Ask
from tests.factories import make_member, make_observer, writing
from tests.schema.operations import Writer
from tests.schema.reference import Reference

OPERATIONS = 525
SHARDS = 4
WITHOUT = frozenset(
    {"Network.obligations", "Query.practice", "Query.practices", "State.practices", "Participant.practices"}
)
"""Obligations are computed in Python; practices have a resolver of their own to come."""
LANGUAGES = ((), ("fr",), ("ar", "es"))


def _filled(platform: Platform) -> None:
    """Participants of every kind, some of them with a history."""
    random = Random(8)
    codes = ("PRY", "MAR", "PRT", "KEN", "FJI", "TUR", "CIV", "BRA", "JPN", "POL", "DEU", "ZAF")
    for place, code in enumerate(codes):
        joined = date(2024, 6, 1) + timedelta(days=random.choice((0, 30, 400)))
        made = (make_observer if place % 4 == 3 else make_member)(platform, code, joined)
        if place % 3 == 0:
            from core.members import rules

            with writing(platform) as current:
                rules.designate_focal_point(
                    current, made.key, f"Second {code}", "Title", "s@test.example", date(2026, 1, 2)
                )
    from core.members import rules
    from core.members.enums import Standing

    for code in ("ESP", "ITA", "CHL"):
        with writing(platform) as current:
            accession = rules.communicate_accession(current, code, Standing.MEMBER, True, date(2025, 3, 4))
            if code != "CHL":
                rules.acknowledge_accession(current, accession, date(2025, 3, 5))


def _copied(source: Platform, target: Platform) -> None:
    """The same rows, ids included, in the other database."""
    with source.database.reading() as reading, target.database.transaction() as writing_:
        for table in [*tables.metadata.sorted_tables, ground.journal]:
            rows = [dict(row) for row in reading.execute(select(table)).mappings()]
            present = set(writing_.execute(select(table.c.id)).scalars())
            missing = [row for row in rows if row["id"] not in present]
            if missing:
                writing_.execute(insert(table), missing)
        head = dict(reading.execute(select(ground.head)).mappings().one())
        writing_.execute(ground.head.update().values(**head))


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_way_of_answering_gives_the_same(
    shard: int,
    new_database: Callable[[str], str],
    asking: Callable[[Platform], Ask],
    record_property: Callable[[str, object], None],
) -> None:
    platforms = {}
    for engine in ("sqlite", "postgresql"):
        for delivery in ("text", "rows"):
            known = platforms.get((engine, "text"))
            address = known.settings.database_url if known else new_database(engine)
            made = Platform(Settings(database_url=address))
            made.engine.always_execute = delivery == "rows"
            platforms[engine, delivery] = made
    first = platforms["sqlite", "text"]
    _filled(first)
    _copied(first, platforms["postgresql", "text"])
    asks = {way: asking(platform) for way, platform in platforms.items()}
    references = {languages: Reference(first, languages) for languages in LANGUAGES}
    random = Random(f"operations {shard}")
    pool = _pool(asks["sqlite", "text"])
    with_rows = 0
    for number in range(OPERATIONS):
        languages = random.choice(LANGUAGES)
        writer = Writer(references[()].schema, random, pool, without=WITHOUT)
        operation = writer.operation()
        expected = references[languages].answer(operation.document, operation.variables)
        with_rows += _holds_rows(expected)
        for way, ask in asks.items():
            try:
                answer = ask(operation.document, operation.variables, languages=languages, operation_name="Random")
            except Exception as error:
                raise AssertionError(f"{way}: {operation.document} {operation.variables} {languages}") from error
            assert answer == {"data": expected}, (
                f"{way}, operation {number} of shard {shard}: {operation.document} {operation.variables} {languages}"
            )
            assert _ordered(answer["data"]) == _ordered(expected)
    for platform in platforms.values():
        platform.database.dispose()
    record_property("share with rows", with_rows / OPERATIONS)
    print(f"shard {shard}: {OPERATIONS} operations, {with_rows / OPERATIONS:.0%} returned rows")
    assert with_rows > OPERATIONS / 2


def _pool(ask: Ask) -> Callable[[Random, str], Any]:
    """Values for arguments by name, drawn from what is there."""
    data = ask("""{
      states(first: 250) { nodes { id isoAlpha3 name } edges { cursor } }
      members(first: 250) { nodes { id isoAlpha3: state { isoAlpha3 } mechanism { id } focalPoint { id } } }
      accessions { nodes { id } }
      journal { nodes { id } }
    }""")["data"]
    participants = data["members"]["nodes"]
    identifiers = [node["id"] for key in ("states", "accessions", "journal") for node in data[key]["nodes"]][::4]
    identifiers += [node["id"] for node in participants] * 3
    identifiers += [node[key]["id"] for node in participants for key in ("mechanism", "focalPoint") if node[key]] * 3
    identifiers += ["State:999", "Participant:1"]
    codes = [node["isoAlpha3"]["isoAlpha3"] for node in participants] * 8
    codes += [node["isoAlpha3"] for node in data["states"]["nodes"]] + ["xxx", "pry"]

    def draw(random: Random, name: str) -> Any:
        match name:
            case "id" | "ids":
                return random.choice(identifiers)
            case "isoAlpha3":
                return random.choice(codes)
            case "first" | "last":
                return random.choice((0, 1, 2, 3, 5, 20, 250))
            case "on" | "joinedFrom" | "joinedUntil":
                return random.choice(
                    ("2024-05-31", "2024-06-01", "2024-07-01", "2025-07-06", "2026-01-02", "2030-01-01")
                )
            case "nameContains":
                return random.choice(("an", "PARA", "Côte", "cote", "'", "%", "", "中", "российская", "república", '"'))
        return None

    return draw


def _holds_rows(data: Any) -> bool:
    """Whether an answer holds a value that comes from a row."""
    if isinstance(data, dict):
        return any(_holds_rows(value) for key, value in data.items() if "ypename" not in key and key != "kind")
    if isinstance(data, list):
        return any(_holds_rows(item) for item in data)
    return data not in (None, 0, False, "PUBLIC")


def _ordered(data: Any) -> Any:
    """An answer in which the order of keys counts."""
    if isinstance(data, dict):
        return [(key, _ordered(value)) for key, value in data.items()]
    return [_ordered(item) for item in data] if isinstance(data, list) else data
