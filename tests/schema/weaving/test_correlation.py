"""A subquery of a declaration finds the row that it is about, however far around it that row stands."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, Select, Table, exists, select

from core.platform import Platform
from schema.weaving.correlation import correlated_outward
from tests.conftest import Ask
from tests.factories import make_member

METADATA = MetaData()
COURSES = Table("courses", METADATA, Column("id", Integer))
PLACES = Table("places", METADATA, Column("course_id", Integer), Column("person_id", Integer))
PEOPLE = Table("people", METADATA, Column("id", Integer), Column("age", Integer))
SAME = PEOPLE.c.id == PLACES.c.person_id
DRAFT = """mutation($who: ID!, $objectives: [Int!]) { draftPractice(input: {participant: $who, objectives: $objectives,
  text: {language: EN, title: "T", summary: "S", body: "B"}}) { practice { id } errors { code } } }"""


def test_a_list_of_one_row_holds_nothing_of_another(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    wanted = {}
    for objectives in ([1, 2], [3], []):
        made = ask(DRAFT, {"who": member.id, "objectives": objectives}, member.viewer)["data"]["draftPractice"]
        wanted[made["practice"]["id"]] = objectives
    found = ask("{ practices { nodes { id objectives { number } } } }", viewer=member.viewer)["data"]["practices"]
    assert {node["id"]: [one["number"] for one in node["objectives"]] for node in found["nodes"]} == wanted


@pytest.mark.parametrize(
    "joined",
    [
        select(PLACES.c.course_id).join(PEOPLE, SAME),
        select(PLACES.c.course_id).join_from(PLACES, PEOPLE, SAME),
        select(PLACES.c.course_id).select_from(PLACES.join(PEOPLE, SAME)),
    ],
)
def test_a_table_that_a_subquery_joins_is_its_own(joined: Select[tuple[int]]) -> None:
    """Whatever is joined in it, and although its condition on the row around it is added later."""
    keys: Select[tuple[int]] = correlated_outward(joined.where(PEOPLE.c.age > 60))
    row = COURSES.alias("row")
    clause = correlated_outward(exists(keys.where(PLACES.c.course_id == row.c.id)))
    assert "courses" not in str(select(row.c.id).where(clause)).partition("EXISTS")[2]
