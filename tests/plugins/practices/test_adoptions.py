"""(P5) What was adopted by whom: of a participant, and as a list of all, on the page and as a file."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from core.identity import PUBLIC
from core.platform import Platform
from plugins.practices.rules.adopting import adopt_practice
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member, make_observer, writing
from tests.plugins.practices.steps import change, publish

FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)
OF_EACH = "{ members { nodes { state { isoAlpha3 } adoptions { totalCount nodes { practice { title } note } } } } }"
OWN = "adoptions { totalCount }"
LISTED = """query($filter: AdoptionFilter, $direction: OrderDirection) {
  adoptions(filter: $filter, direction: $direction) { totalCount nodes { practice { title } participant { state { isoAlpha3 } } } } }"""


@pytest.fixture
def adopters(platform: Platform) -> dict[str, Made]:
    """Two practices of Paraguay: both adopted by Morocco, one by Fiji, which is an observer, each a day later."""
    make_member(platform, "PRY")
    made = {"MAR": make_member(platform, "MAR"), "FJI": make_observer(platform, "FJI")}
    practices = {title: int(publish(platform, title).partition(":")[2]) for title in ("Plan", "Survey")}
    taken = (("MAR", "Plan"), ("FJI", "Survey"), ("MAR", "Survey"))
    for day, (code, title) in enumerate(taken):
        with writing(platform, made[code].viewer, FIRST + timedelta(days=day)) as write:
            adopt_practice(write, practices[title], made[code].key, f"{title} for {code}")
    return made


def test_a_participant_lists_what_it_has_adopted(ask: Ask, adopters: dict[str, Made]) -> None:
    found = {node["state"]["isoAlpha3"]: node["adoptions"] for node in ask(OF_EACH)["data"]["members"]["nodes"]}
    assert found["PRY"] == {"totalCount": 0, "nodes": []}
    of_morocco = [{"practice": {"title": title}, "note": f"{title} for MAR"} for title in ("Plan", "Survey")]
    assert found["MAR"] == {"totalCount": 2, "nodes": of_morocco}


def test_all_adoptions_are_listed_narrowed_and_in_both_directions(ask: Ask, adopters: dict[str, Made]) -> None:
    def listed(direction: str = "ASC", **condition: str) -> list[str]:
        found = ask(LISTED, {"filter": condition, "direction": direction})["data"]["adoptions"]
        assert found["totalCount"] == len(found["nodes"])
        return [f"{node['participant']['state']['isoAlpha3']} {node['practice']['title']}" for node in found["nodes"]]

    asked = ask('{ practices(search: "survey") { nodes { id } } state(isoAlpha3: "FJI") { id } }')["data"]
    assert listed() == ["MAR Plan", "FJI Survey", "MAR Survey"] == listed("DESC")[::-1]
    assert listed(participant=adopters["MAR"].id) == ["MAR Plan", "MAR Survey"]
    assert listed(state=asked["state"]["id"]) == ["FJI Survey"]
    assert listed(practice=asked["practices"]["nodes"][0]["id"]) == ["FJI Survey", "MAR Survey"]
    assert listed(adoptedFrom="2026-03-02") == ["FJI Survey", "MAR Survey"]
    assert listed(adoptedUntil="2026-03-02") == ["MAR Plan", "FJI Survey"]
    assert listed(adoptedFrom="2026-03-02", adoptedUntil="2026-03-02") == ["FJI Survey"]


def test_outsiders_do_not_learn_who_adopted_a_practice_that_was_withdrawn(ask: Ask, adopters: dict[str, Made]) -> None:
    [plan] = ask('{ practices(search: "plan") { nodes { id } } }')["data"]["practices"]["nodes"]
    assert change(ask, "withdrawPractice", f'practice: "{plan["id"]}", reason: "Over"', SECRETARIAT)["errors"] == []
    counted = f'{{ adoptions {{ totalCount }} node(id: "{adopters["MAR"].id}") {{ ... on Participant {{ {OWN} }} }} }}'
    for viewer, all_, own in ((PUBLIC, 2, 1), (adopters["MAR"].viewer, 3, 2)):
        found = ask(counted, viewer=viewer)["data"]
        assert found == {"adoptions": {"totalCount": all_}, "node": {"adoptions": {"totalCount": own}}}


def test_the_adoptions_are_a_file(client: TestClient, adopters: dict[str, Made]) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/data/adoptions.csv").content.decode("utf-8-sig"))))
    assert list(rows[0]) == ["id", "note", "at", "practice.id", "participant.id"]
    assert [row["note"] for row in rows] == ["Plan for MAR", "Survey for FJI", "Survey for MAR"]
    named = client.get("/data/adoptions.csv?fields=at,participant.state.isoAlpha3,practice.title").text
    assert named.splitlines()[2] == "2026-03-02T09:00:00Z,FJI,Survey"


def test_the_journal_names_the_participant_that_adopted(ask: Ask, adopters: dict[str, Made]) -> None:
    (entry,) = ask("{ journal(last: 1) { nodes { action payload } } }")["data"]["journal"]["nodes"]
    assert entry["action"] == "practice.adopted"
    assert json.loads(entry["payload"])["participant"] == adopters["MAR"].id
