"""A subquery of a declaration finds the row that it is about, however far around it that row stands."""

from __future__ import annotations

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member

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
