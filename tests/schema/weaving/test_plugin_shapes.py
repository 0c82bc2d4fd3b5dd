"""What plugins may declare that no type of ours does: tables of one's own, answered alike on both engines."""

from __future__ import annotations

import asyncio
import math
import re
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from core.identity import HELD_BY
from core.platform import Platform
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.execute import Engine
from schema.request.reading import Reading
from tests.schema.weaving.shapes import (
    METADATA,
    SHARES,
    Answered,
    Box,
    Course,
    CourseOrder,
    Queries,
    Visit,
    Word,
    courses,
    visits,
)


@pytest.fixture
def answered(platform: Platform) -> Answered:
    """What a schema of these types answers from a database with four courses, of which nobody sees the last."""
    facts = {"role": "PUBLIC", "today": date(2026, 1, 1), "now": datetime(2026, 1, 1, tzinfo=UTC)}
    with platform.database.engine.begin() as session:
        METADATA.create_all(session)
        for number, word in enumerate(("a", "b", "c", "d"), 1):
            kinds, hidden, day = ["LONG"], int(number == 4), date(2020 + number // 3, 1, number)
            row = {"id": number, "kinds": kinds, "hidden": hidden, "hours": number, "held_on": day, "k0": -number}
            numbers = {"weight": number + 0.25, "price": number + 0.5, "share": SHARES[number - 1], "growth": 0.5}
            row["due_on"] = None if number >= 3 else date(2026, 1, number)
            session.execute(courses.insert(), {**row, **numbers, "word": word})
            session.execute(visits.insert(), {"id": number, "course_id": number})

    async def mutate(*_: Any) -> Any:
        raise AssertionError

    contributions = Contributions(roles=HELD_BY, types=[Word, Course, Visit, Box], queries=[Queries])
    engine = Engine(assemble(contributions), platform.store, mutate)

    def answer(document: str, **variables: Any) -> dict[str, Any]:
        async def asked() -> dict[str, Any]:
            reading = Reading("PUBLIC", facts, public=True)
            try:
                return orjson.loads((await engine.answer(document, None, variables, reading)).body)
            finally:
                await platform.store.close()

        return asyncio.run(asked())

    return answer


HIDDEN = [
    "kinds", "hours", "id", "year", "said { word }", "said { word } hours", "saidIfLong { word }",
    "saidIfLong { word } id", "saidIfLong { word } kinds", "saidIfLong { word } said { word }", "__typename",
]  # fmt: skip


def test_the_first_of_several_is_the_same_on_both_engines(answered: Answered, platform: Platform) -> None:
    """By code point, as lists are; of those that are equal, the one that was there before, even if it was written last."""
    with platform.database.engine.begin() as session:
        session.execute(courses.update().where(courses.c.id == 3).values(word="B"))
        session.execute(courses.update().where(courses.c.id == 1).values(word="z"))
    found = answered("{ box { first { id } oldest { id } } }")
    assert found == {"data": {"box": {"first": {"id": "Course:3"}, "oldest": {"id": "Course:1"}}}}


@pytest.mark.parametrize("selected", HIDDEN)
def test_a_hidden_object_is_null_as_a_whole(answered: Answered, selected: str) -> None:
    found = answered(f"{{ visits {{ nodes {{ course {{ {selected} }} }} }} }}")
    assert [error["path"] for error in found["errors"]] == [["visits", "nodes", 3, "course"]]
    assert found["data"] is None


def test_codes_of_what_is_seen_stand_in_the_answer(answered: Answered) -> None:
    assert answered("{ visits(first: 1) { nodes { course { kinds } } } }")["data"]["visits"]["nodes"] == [
        {"course": {"kinds": ["LONG"]}}
    ]


def test_a_table_may_stand_anywhere_in_an_expression(answered: Answered) -> None:
    nodes = answered("{ courses { nodes { year asEarly } } }")["data"]["courses"]["nodes"]
    assert nodes == [{"year": 2020, "asEarly": 1}, {"year": 2020, "asEarly": 1}, {"year": 2021, "asEarly": 1}]


def test_what_makes_lists_shorter_is_asked_for_lists_of_any_length(answered: Answered) -> None:
    document = "query($words: [String!]) { courses(filter: {words: $words}) { totalCount } }"
    for words, count in ((["a", "A"], 1), (["a", "b"], 2), (["b"], 1), ([], 0), (["x"], 0), (["a", "B", "c"], 3)):
        assert answered(document, words=words)["data"]["courses"]["totalCount"] == count, words


@pytest.mark.parametrize("condition", ["hours: $hours", "hoursSaid: $hours"])
def test_numbers_and_texts_are_found_by_lists_of_either(answered: Answered, condition: str) -> None:
    kind = "Int" if condition.startswith("hours:") else "String"
    document = f"query($hours: [{kind}!]) {{ courses(filter: {{{condition}}}) {{ totalCount nodes {{ hours }} }} }}"
    for hours in ([1], [2, 3], [9], [], [3], [8, 9], [], [1, 2]):
        found = [hour for hour in hours if hour < 4]
        expected = {"totalCount": len(found), "nodes": [{"hours": hour} for hour in found]}
        given = hours if kind == "Int" else [str(hour) for hour in hours]
        assert answered(document, hours=given)["data"]["courses"] == expected, hours


def test_an_empty_list_asks_nothing_of_any_row(answered: Answered, platform: Platform) -> None:
    asked, fetch = [], platform.store.fetch

    async def heard(sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        asked.append(sql)
        return await fetch(sql, parameters, heavy)

    platform.store.fetch = heard  # type: ignore[method-assign]
    listed = "{ courses(filter: {hours: []}) { nodes { hours } } }"
    assert answered(listed)["data"]["courses"]["nodes"] == []
    listed = "query($hours: [Int!]) { courses(filter: {hours: $hours}) { nodes { hours } } }"
    assert answered(listed, hours=[])["data"]["courses"]["nodes"] == []
    assert len(asked) == 2
    for sql in asked:
        assert re.search(r"WHERE (false|0 = 1)\b", sql), sql


def test_fractions_are_read_computed_with_and_filtered_by(answered: Answered) -> None:
    document = "query($from: Float) { courses(filter: {weightFrom: $from}) { nodes { weight } } }"
    assert answered(document, **{"from": 2.25})["data"]["courses"]["nodes"] == [{"weight": 2.25}, {"weight": 3.25}]
    assert answered("{ courses(first: 1) { nodes { doubled } } }")["data"]["courses"]["nodes"] == [{"doubled": 2.5}]


def test_a_scalar_that_no_database_knows_is_asked_for_as_one_that_it_knows(answered: Answered) -> None:
    document = "query($from: Decimal) { courses(filter: {priceFrom: $from}) { nodes { hours } } }"
    assert answered(document, **{"from": "2.50"})["data"]["courses"]["nodes"] == [{"hours": 2}, {"hours": 3}]
    written = '{ courses(filter: {priceFrom: "3.5"}) { nodes { hours } } }'
    assert answered(written)["data"]["courses"]["nodes"] == [{"hours": 3}]


def test_nan_is_null(answered: Answered, platform: Platform) -> None:
    with platform.database.engine.begin() as session:
        session.execute(courses.update().where(courses.c.id == 2).values(growth=math.inf))
        session.execute(courses.update().values(hidden=0))
    found = answered("{ courses { nodes { share } } }")
    assert found == {"data": {"courses": {"nodes": [{"share": 0.5}, *[{"share": None}] * 3]}}}
    found = answered("{ courses { nodes { growth } } }")
    assert [error["path"] for error in found["errors"]] == [["courses", "nodes", 1, "growth"]]


def test_a_resolver_gets_decimals_as_numbers(answered: Answered) -> None:
    assert answered("{ courses(first: 1) { nodes { withTax } } }")["data"]["courses"]["nodes"] == [{"withTax": 3.0}]


def test_a_list_depends_on_its_arguments_alone(answered: Answered) -> None:
    assert answered("{ long(hours: 2) { hours } }")["data"]["long"] == [{"hours": 2}, {"hours": 3}]


@pytest.mark.parametrize(
    ("selected", "found"),
    [
        ("few { hours }", {"few": [{"hours": 1}, {"hours": 2}]}),
        ("pages { nodes { hours } }", {"pages": {"nodes": [{"hours": 1}, {"hours": 2}]}}),
        ("longest { hours }", {"longest": {"hours": 3}}),
    ],
)
def test_an_object_without_a_row_leads_to_rows_all_the_same(
    answered: Answered, selected: str, found: dict[str, Any]
) -> None:
    assert answered(f"{{ box {{ {selected} }} }}")["data"]["box"] == found


def test_columns_may_have_the_names_of_an_orders_keys(answered: Answered) -> None:
    document = (
        "query($after: String) { courses(first: 2, after: $after) { nodes { k0 } pageInfo { endCursor hasNextPage } } }"
    )
    first = answered(document)["data"]["courses"]
    second = answered(document, after=first["pageInfo"]["endCursor"])["data"]["courses"]
    assert [node["k0"] for node in (*first["nodes"], *second["nodes"])] == [-1, -2, -3]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.parametrize("order", CourseOrder.__members__)
def test_a_list_is_paged_through_by_keys_of_every_kind(answered: Answered, order: str) -> None:
    document = """query($after: String, $order: CourseOrder!) { courses(first: 1, after: $after, orderBy: $order) {
      nodes { hours } pageInfo { endCursor hasNextPage } } }"""
    found, page = [], {"endCursor": None, "hasNextPage": True}
    while page["hasNextPage"] and len(found) < 5:
        part_of_it = answered(document, after=page["endCursor"], order=order)["data"]["courses"]
        found += [node["hours"] for node in part_of_it["nodes"]]
        page = part_of_it["pageInfo"]
    assert found == [1, 2, 3]


@pytest.mark.parametrize("beside", ["", " doubled"])
def test_a_fact_of_the_reading_is_a_value(answered: Answered, beside: str) -> None:
    found = answered(f"{{ courses(first: 1) {{ nodes {{ asOf at{beside} }} }} }}")["data"]["courses"]["nodes"]
    assert (found[0]["asOf"], found[0]["at"]) == ("2026-01-01", "2026-01-01T00:00:00Z")
