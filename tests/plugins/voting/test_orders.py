"""Decisions in the order in which they were taken, which is not that of their references, and at chosen stages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.platform import Platform
from plugins.voting.enums import DecisionBody
from plugins.voting.rules import decisions, votes
from tests.conftest import Ask
from tests.factories import SECRETARIAT, writing
from tests.plugins.voting.steps import START, make_adopted_decision, make_members, make_open_vote

PAGE = """query($direction: OrderDirection, $after: String) {
  decisions(first: 1, after: $after, orderBy: DECIDED_AT, direction: $direction) {
    nodes { reference decidedAt } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
def three(platform: Platform) -> None:
    """2026/1 decided last, 2026/2 first, and 2026/3 still open."""
    members = make_members(platform)
    first = make_open_vote(platform, members)
    make_adopted_decision(platform, START, DecisionBody.NETWORK)
    with writing(platform, now=START + timedelta(days=9)) as write:
        votes.close_vote(write, first)
        decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B")


def _read(ask: Ask, direction: str) -> list[Any]:
    after, found = None, list[Any]()
    for _ in range(3):
        page = ask(PAGE, {"direction": direction, "after": after}, SECRETARIAT)["data"]["decisions"]
        found += [(node["reference"], node["decidedAt"]) for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert not page["pageInfo"]["hasNextPage"]
    return found


@pytest.mark.usefixtures("three")
def test_decisions_are_listed_by_when_they_were_decided_page_after_page(ask: Ask) -> None:
    latest_first = _read(ask, "DESC")
    assert [reference for reference, _ in latest_first] == ["2026/1", "2026/2", "2026/3"]
    assert latest_first[2] == ("2026/3", None), "what is not decided comes last"
    assert _read(ask, "ASC") == latest_first[::-1]


@pytest.mark.usefixtures("three")
def test_decisions_come_by_reference_unless_asked_otherwise(ask: Ask) -> None:
    query = "{ decisions { nodes { reference } } same: decisions(orderBy: REFERENCE) { nodes { reference } } }"
    found = ask(query, viewer=SECRETARIAT)["data"]
    assert found["decisions"] == found["same"] == {"nodes": [{"reference": f"2026/{number}"} for number in (1, 2, 3)]}


@pytest.mark.usefixtures("three")
def test_decisions_are_listed_by_several_stages(ask: Ask) -> None:
    query = "query($stages: [DecisionStage!]) { decisions(filter: {stages: $stages}) { totalCount nodes { stage } } }"
    for stages, number in ((["DRAFT", "NOT_ADOPTED"], 2), (["ADOPTED"], 1), ([], 0), (None, 3)):
        found = ask(query, {"stages": stages}, SECRETARIAT)["data"]["decisions"]
        assert found["totalCount"] == len(found["nodes"]) == number
        assert stages is None or {node["stage"] for node in found["nodes"]} == {*stages}
