"""Whatever is asked: both deliveries, both engines and the slow resolver give the same answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from random import Random
from typing import Any

import orjson
import pytest
from sqlalchemy import insert, select

from core.conformance.databases import ENGINES
from core.platform import Platform
from core.tables import head
from plugins.practices.types import similarity
from schema.weaving.connections import gathering
from tests.conftest import UNLIMITED, Ask, NewPlatform
from tests.core.members.subject import MembersSubject
from tests.plugins.partnerships.subject import PartnershipsSubject
from tests.plugins.practices.subject import PracticesSubject
from tests.plugins.voting.subject import VotingSubject
from tests.schema.agreement.operations import Operation, Writer, holds_rows
from tests.schema.agreement.reference import Reference
from tests.schema.agreement.subject import Subject

OPERATIONS = 1_000
SHARDS = 2
FEW = (0, 1, 5, gathering.FEW)
"""How many rows a filtered page gathers, in turn, so that it is found in each of its ways."""
SUBJECTS: tuple[Subject, ...] = (MembersSubject(), PracticesSubject(), VotingSubject(), PartnershipsSubject())
WITHOUT = frozenset({"Network.obligations", "Practice.highlight"})
"""Obligations and highlights are computed in Python."""
DELIVERIES = ("text", "rows")
"""Straight from the database, and completed by ordinary execution: both from one plan."""

LANGUAGES = ((), ("fr",), ("ar", "es"))
PARTS = [part for subject in SUBJECTS for part in subject.parts]


def _copied(source: Platform, target: Platform) -> None:
    """The same rows, ids included, in the other database."""
    with source.database.reading() as reading, target.database.transaction() as writing_:
        for table in [table for part in PARTS for table in part.tables.sorted_tables if table is not head]:
            rows = [dict(row) for row in reading.execute(select(table)).mappings()]
            keys = table.primary_key.columns.keys()
            present = {tuple(row) for row in writing_.execute(select(*[table.c[key] for key in keys]))}
            missing = [row for row in rows if tuple(row[key] for key in keys) not in present]
            if missing:
                writing_.execute(insert(table), missing)
        found = dict(reading.execute(select(head)).mappings().one())
        writing_.execute(head.update().values(**found))
        for part in PARTS:
            part.arrive(writing_)


@pytest.mark.long(45)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_way_of_answering_gives_the_same(
    shard: int,
    monkeypatch: pytest.MonkeyPatch,
    new_database: Callable[[str], str],
    new_platform: NewPlatform,
    asking: Callable[[Platform], Ask],
    record_property: Callable[[str, object], None],
) -> None:
    platforms = {engine: new_platform(new_database(engine), **UNLIMITED) for engine in ENGINES}
    first = platforms["sqlite"]
    moment = first.now()
    for platform in platforms.values():
        monkeypatch.setattr(platform, "now", lambda: moment)
    monkeypatch.setattr(similarity, "COMPARED", 6)
    for subject in SUBJECTS:
        subject.fill(first)
    _copied(first, platforms["postgresql"])
    asks = {engine: asking(platform) for engine, platform in platforms.items()}
    references = {languages: Reference(first, PARTS, languages) for languages in LANGUAGES}
    random = Random(f"operations {shard}")
    pool = _pool(asks["sqlite"])
    with_rows = without_waiting = 0
    for number in range(OPERATIONS):
        languages = random.choice(LANGUAGES)
        monkeypatch.setattr(gathering, "FEW", FEW[number % len(FEW)])
        writer = Writer(references[()].schema, random, pool, without=WITHOUT)
        operation = writer.operation()
        expected = references[languages].answer(operation.document, operation.variables)
        with_rows += holds_rows(expected)
        for engine, delivery in product(platforms, DELIVERIES):
            way = f"{engine}, {delivery}"
            platforms[engine].engine.always_execute = delivery == "rows"
            try:
                answer = asks[engine](
                    operation.document, operation.variables, languages=languages, operation_name="Random"
                )
            except Exception as error:
                raise AssertionError(f"{way}: {operation.document} {operation.variables} {languages}") from error
            assert _as_sent(answer) == _as_sent({"data": expected}), (
                f"{way}, operation {number} of shard {shard}: {operation.document} {operation.variables} {languages}"
            )
        without_waiting += _told_without_waiting(first, operation, languages, expected)
        if operation.others != operation.variables:
            expected = references[languages].answer(operation.document, operation.others)
            engine = ENGINES[number // len(FEW) % 2]  # in turn: the same code chooses plans for both
            platforms[engine].engine.always_execute = False
            answer = asks[engine](operation.document, operation.others, languages=languages, operation_name="Random")
            assert _as_sent(answer) == _as_sent({"data": expected}), (
                f"{engine}, operation {number} of shard {shard} after {operation.variables}: "
                f"{operation.document} {operation.others} {languages}"
            )
    record_property("share with rows", with_rows / OPERATIONS)
    print(f"shard {shard}: {OPERATIONS} operations, {with_rows / OPERATIONS:.0%} returned rows")
    assert with_rows > OPERATIONS / 2
    assert without_waiting > OPERATIONS / 2


def _told_without_waiting(platform: Platform, operation: Operation, languages: Sequence[str], expected: Any) -> bool:
    """Whether it is answered without waiting, now that it was answered before; the answer is then the same."""
    platform.engine.always_execute = False
    reading = platform.reading(languages=languages)
    ready = platform.engine.ready_query(operation.document, "Random", operation.variables, reading)
    answer = None if ready is None else platform.engine.answer_without_waiting(ready, reading)
    assert answer is None or _as_sent(orjson.loads(answer.body)) == _as_sent({"data": expected}), operation
    return answer is not None


def _pool(ask: Ask) -> Callable[[Random, str], Any]:
    """Values for arguments by name, drawn from what is there."""
    values: dict[str, list[Any]] = {"first": [0, 1, 2, 3, 5, 20, 250], "last": [0, 1, 2, 3, 5, 20, 250]}
    values["some"] = [0, 1, 2, 3, 5, 20]
    for subject in SUBJECTS:
        for name, found in subject.values(ask).items():
            values.setdefault(name, []).extend(found)
    values["ids"] = values["id"]

    def draw(random: Random, name: str) -> Any:
        found = values.get(name) or values.get(name.rpartition(".")[2])
        return random.choice(found) if found else None

    return draw


def _as_sent(data: Any) -> bytes:
    """An answer in which the order of keys counts."""
    return orjson.dumps(data)
