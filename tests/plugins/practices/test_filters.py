"""Filters, facets and orders over many practices."""

from __future__ import annotations

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made
from tests.plugins.practices.steps import DRAFT, TEXT, change


def test_filters_facets_and_orders_over_many(platform: Platform, ask: Ask, author: Made, reviewer: Made) -> None:
    made = {}
    for number, (who, language) in enumerate(((author, "EN"), (author, "FR"), (reviewer, "EN"))):
        text = {**TEXT, "language": language, "title": f"Title {3 - number}"}
        created = ask(DRAFT, {"participant": who.id, "text": text}, who.viewer)["data"]["draftPractice"]["practice"][
            "id"
        ]
        other = reviewer if who is author else author
        change(ask, "submitPractice", f'practice: "{created}"', who.viewer)
        change(ask, "reviewPractice", f'practice: "{created}", verdict: APPROVE, comment: "x"', other.viewer)
        change(ask, "publishPractice", f'practice: "{created}"', SECRETARIAT)
        made[created] = number

    def listed(arguments: str) -> list[int]:
        nodes = ask(f"{{ practices({arguments}) {{ nodes {{ id }} }} }}")["data"]["practices"]["nodes"]
        return [made[node["id"]] for node in nodes]

    assert listed("orderBy: TITLE") == [2, 1, 0]
    assert listed("orderBy: TITLE, direction: DESC") == [0, 1, 2]
    assert sorted(listed("filter: {language: EN}")) == [0, 2]
    second = next(practice for practice, number in made.items() if number == 1)
    adopted = f'practice: "{second}", participant: "{reviewer.id}"'
    assert change(ask, "adoptPractice", adopted, reviewer.viewer, "adoption { id }")["errors"] == []
    assert listed("first: 1, orderBy: ADOPTIONS, direction: DESC") == [1]
    assert listed("filter: {language: FR, capacities: [COORDINATION], treatyBodies: [CRC]}") == [1]
    assert listed("filter: {sustainableDevelopmentGoals: [1]}") == []
    assert sorted(listed('search: "title", orderBy: RELEVANCE')) == [0, 1, 2]
    facets = ask("""{ practices(filter: {language: FR, regionalGroup: LATIN_AMERICA_AND_CARIBBEAN}) { totalCount facets {
      languages { value count } regionalGroups { value count } sustainableDevelopmentGoals { value count }
      treatyBodies { value count } objectives { value } states { value count } } }
      state(isoAlpha3: "PRY") { id } }""")["data"]
    assert facets["practices"] == {
        "totalCount": 1,
        "facets": {
            "languages": [{"value": "EN", "count": 1}, {"value": "FR", "count": 1}],
            "regionalGroups": [{"value": "LATIN_AMERICA_AND_CARIBBEAN", "count": 1}],
            "sustainableDevelopmentGoals": [{"value": "16", "count": 1}, {"value": "4", "count": 1}],
            "treatyBodies": [{"value": "CAT", "count": 1}, {"value": "CRC", "count": 1}],
            "objectives": [{"value": "3"}, {"value": "6"}],
            "states": [{"value": facets["state"]["id"], "count": 1}],
        },
    }
    (first, *_) = made
    similar = ask("query($id: ID!) { practice(id: $id) { similar(first: 2) { id } } }", {"id": first})["data"][
        "practice"
    ]
    assert len(similar["similar"]) == 2
