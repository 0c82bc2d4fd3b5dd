"""A practice from draft to adoption, and what each role sees at each step."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from core.identity import PUBLIC, Viewer
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import Made, make_member, make_observer

TEXT = {
    "language": "ES",
    "title": "Educación en derechos para instituciones ficticias",
    "summary": "Un resumen ficticio",
    "body": "# Plan\n\nSeguimiento de recomendaciones.",
}
DRAFT = """mutation($participant: ID!, $text: TextInput!) { draftPractice(input: {participant: $participant, text: $text,
  capacities: [COORDINATION, ENGAGEMENT], systems: [TREATY_BODIES], treatyBodies: [CRC, CAT],
  sustainableDevelopmentGoals: [4, 16], objectives: [3, 6], tags: ["Children", "education "]}) {
  practice { id status title languages revision tags } errors { code message path } } }"""
ALL_WAYS = """query($id: ID!, $state: ID!) {
  practice(id: $id) { title } node(id: $id) { ... on Practice { title } } nodes(ids: [$id]) { id }
  practices(filter: {state: $state}) { totalCount nodes { id } facets { tags { value count } capacities { value count } } }
  search: practices(search: "educacion") { totalCount nodes { id } }
  state(isoAlpha3: "PRY") { practices { totalCount } participant { practices { totalCount } } } }"""


def change(ask: Ask, name: str, fields: str, viewer: Viewer, answer: str = "practice { status revision }") -> Any:
    """Run a mutation and return its payload."""
    document = f"mutation {{ {name}(input: {{{fields}}}) {{ {answer} errors {{ code path }} }} }}"
    found = ask(document, viewer=viewer)
    return found["data"][name]


@pytest.fixture
def author(platform: Platform) -> Made:
    return make_member(platform, "PRY")


@pytest.fixture
def reviewer(platform: Platform) -> Made:
    return make_member(platform, "MAR")


@pytest.fixture
def practice(ask: Ask, author: Made) -> str:
    payload = ask(DRAFT, {"participant": author.id, "text": TEXT}, author.viewer)["data"]["draftPractice"]
    assert payload["errors"] == []
    assert payload["practice"]["status"] == "DRAFT"
    assert payload["practice"]["tags"] == ["children", "education"]
    return str(payload["practice"]["id"])


def sees(ask: Ask, practice: str, viewer: Viewer) -> bool:
    """Whether a viewer sees the practice, which must hold in every way of asking alike."""
    data = ask(ALL_WAYS, {"id": practice, "state": "State:600"}, viewer)["data"]
    ways = [
        data["practice"] is not None,
        data["node"] is not None,
        data["nodes"] != [None],
        data["practices"]["totalCount"] == 1,
        data["practices"]["nodes"] == [{"id": practice}],
        data["practices"]["facets"]["tags"] == [{"value": "children", "count": 1}, {"value": "education", "count": 1}],
        data["search"] == {"totalCount": 1, "nodes": [{"id": practice}]},
        data["state"]["practices"]["totalCount"] == 1,
        data["state"]["participant"]["practices"]["totalCount"] == 1,
    ]
    assert len(set(ways)) == 1, ways
    return ways[0]


def test_the_whole_life(
    platform: Platform, ask: Ask, author: Made, reviewer: Made, practice: str, administrator: Viewer
) -> None:
    observer = make_observer(platform, "PRT")
    by = f'practice: "{practice}"'

    def seen_by() -> list[bool]:
        viewers = (author.viewer, reviewer.viewer, observer.viewer, PUBLIC, administrator)
        return [sees(ask, practice, viewer) for viewer in viewers]

    assert seen_by() == [True, False, False, False, True]
    assert change(ask, "submitPractice", by, reviewer.viewer)["errors"][0]["code"] == "NOT_FOUND"
    assert change(ask, "submitPractice", by, author.viewer)["practice"]["status"] == "SUBMITTED"
    assert seen_by() == [True, True, True, False, True]

    approve = f'{by}, verdict: APPROVE, comment: "Good"'
    assert change(ask, "reviewPractice", approve, author.viewer)["errors"][0]["code"] == "NOT_ALLOWED"
    assert change(ask, "reviewPractice", approve, PUBLIC)["errors"][0]["code"] == "NOT_FOUND"
    assert change(ask, "publishPractice", by, administrator)["errors"][0]["code"] == "NOT_REVIEWED"
    asked = change(ask, "reviewPractice", f'{by}, verdict: REQUEST_CHANGES, comment: "More"', reviewer.viewer)
    assert asked["practice"]["status"] == "CHANGES_REQUESTED"
    assert seen_by() == [True, True, True, False, True]

    translate = f'{by}, expectedRevision: 1, text: {{language: FR, title: "Éducation fictive", summary: "Résumé", body: "Corps"}}'
    assert change(ask, "translatePractice", translate, author.viewer)["practice"]["revision"] == 2
    assert change(ask, "translatePractice", translate, author.viewer)["errors"][0]["code"] == "REVISION_CONFLICT"
    change(ask, "submitPractice", by, author.viewer)
    assert change(ask, "reviewPractice", approve, observer.viewer)["practice"]["status"] == "SUBMITTED"
    assert change(ask, "publishPractice", by, author.viewer)["errors"][0]["code"] == "NOT_ALLOWED"
    assert change(ask, "publishPractice", by, administrator)["practice"]["status"] == "PUBLISHED"
    assert seen_by() == [True, True, True, True, True]

    for words in ("educacion", "éducation", '"derechos para"', "segu -xyz", "children"):
        found = ask("query($w: String) { practices(search: $w) { nodes { id } } }", {"w": words})["data"]["practices"]
        assert found["nodes"] == [{"id": practice}], words
    for words in ("educacion -derechos", '"para derechos"', "nada", '"', "-", "' OR 1=1"):
        found = ask("query($w: String) { practices(search: $w) { nodes { id } } }", {"w": words})["data"]["practices"]
        assert found["nodes"] == [], words

    adopt = f'{by}, participant: "{reviewer.id}"'
    adoption = "adoption { id practice { id } participant { id } }"
    adopted = change(ask, "adoptPractice", adopt, reviewer.viewer, adoption)["adoption"]
    assert adopted["practice"] == {"id": practice}
    assert change(ask, "adoptPractice", adopt, reviewer.viewer, adoption)["errors"][0]["code"] == "CONFLICT"
    own = f'{by}, participant: "{author.id}"'
    assert change(ask, "adoptPractice", own, author.viewer, adoption)["errors"][0]["code"] == "NOT_ALLOWED"

    revise = f'{by}, note: "Second", expectedRevision: 2, tags: ["children", "education"]'
    revised = change(
        ask, "revisePractice", revise, author.viewer, "practice { revision revisions { number note title } }"
    )
    assert revised["practice"] == {
        "revision": 3,
        "revisions": [{"number": 2, "note": "Second", "title": TEXT["title"]}],
    }
    query = "query($id: ID!) { practice(id: $id) { title reviews { comment } adoptions { totalCount } objectives { number } } }"
    public = ask(query, {"id": practice}, languages=("fr",))["data"]["practice"]
    assert public == {
        "title": "Éducation fictive",
        "reviews": [],
        "adoptions": {"totalCount": 1},
        "objectives": [{"number": 3}, {"number": 6}],
    }
    assert len(ask(query, {"id": practice}, author.viewer)["data"]["practice"]["reviews"]) == 2
    assert len(ask(query, {"id": practice}, reviewer.viewer)["data"]["practice"]["reviews"]) == 1

    assert change(ask, "withdrawPractice", f'{by}, reason: "Over"', author.viewer)["practice"]["status"] == "WITHDRAWN"
    assert seen_by() == [True, True, True, False, True]
    journal = ask("{ journal { nodes { action subject payload } } }")["data"]["journal"]["nodes"]
    entries = [entry for entry in journal if entry["subject"] == practice]
    actions = [entry["action"] for entry in entries]
    assert actions == ["practice.published", "practice.revised", "practice.withdrawn"]
    assert json.loads(entries[-1]["payload"]) == {"adoptions": [adopted["id"]]}


def test_what_was_approved_is_what_is_published(
    ask: Ask, author: Made, reviewer: Made, practice: str, administrator: Viewer
) -> None:
    by = f'practice: "{practice}"'
    other = f'{by}, text: {{language: FR, title: "Non relu", summary: "Non relu", body: "Non relu"}}'
    change(ask, "submitPractice", by, author.viewer)
    change(ask, "reviewPractice", f'{by}, verdict: APPROVE, comment: "Good"', reviewer.viewer)
    for viewer in (author.viewer, administrator):
        refused = change(ask, "translatePractice", other, viewer)
        assert refused == {"practice": None, "errors": [{"code": "WRONG_STATUS", "path": ["practice"]}]}
    change(ask, "publishPractice", by, administrator)
    query = "query($id: ID!) { practice(id: $id) { title languages } }"
    found = ask(query, {"id": practice}, languages=("fr",))["data"]["practice"]
    assert found == {"title": TEXT["title"], "languages": ["ES"]}
    assert change(ask, "translatePractice", other, administrator)["practice"]["status"] == "PUBLISHED"


def test_a_text_that_the_reviewer_did_not_read_is_not_approved(
    ask: Ask, author: Made, reviewer: Made, practice: str
) -> None:
    """(P2) Sent back meanwhile, changed and submitted anew."""
    by, other = f'practice: "{practice}"', 'text: {language: ES, title: "Otro", summary: "Otro", body: "Otro"}'
    change(ask, "submitPractice", by, author.viewer)
    change(ask, "reviewPractice", f'{by}, verdict: REQUEST_CHANGES, comment: "More"', reviewer.viewer)
    change(ask, "revisePractice", f"{by}, {other}", author.viewer)
    change(ask, "submitPractice", by, author.viewer)
    approve = f'{by}, verdict: APPROVE, comment: "Good"'
    refused = change(ask, "reviewPractice", f"{approve}, expectedRevision: 1", reviewer.viewer)
    assert refused["errors"] == [{"code": "REVISION_CONFLICT", "path": ["expectedRevision"]}]
    assert change(ask, "reviewPractice", f"{approve}, expectedRevision: 2", reviewer.viewer)["errors"] == []


def test_what_is_rendered_is_safe(ask: Ask, author: Made) -> None:
    text = {
        **TEXT,
        "language": "AR",
        "body": "<script>alert(1)</script> [x](javascript:alert(1)) ![i](https://example.org/i.png) "
        '<b onclick="x()">نص</b> [ok](https://example.org/) [here](/page) [there](//example.org/) [up](#top)',
    }
    created = ask(DRAFT, {"participant": author.id, "text": text}, author.viewer)["data"]["draftPractice"]["practice"]
    query = "query($id: ID!) { practice(id: $id) { bodyHtml body } }"
    found = ask(query, {"id": created["id"]}, author.viewer)["data"]["practice"]
    assert found["body"] == text["body"]
    html = found["bodyHtml"]
    assert html.startswith('<div lang="ar" dir="rtl">')
    assert re.findall('href="([^"]*)"', html) == ["https://example.org/"]
    for evil in ("<script", "<b", "<img", 'href="javascript'):
        assert evil not in html


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("AR", "الممارسات الوطنية", "الوطنية"),
        ("ZH", "国家机制的做法", "机制"),
        ("RU", "Национальная практика", "практик"),
    ],
)
def test_other_alphabets_are_found(ask: Ask, author: Made, language: str, title: str, words: str) -> None:
    text = {**TEXT, "language": language, "title": title}
    created = ask(DRAFT, {"participant": author.id, "text": text}, author.viewer)["data"]["draftPractice"]["practice"]
    found = ask("query($w: String) { practices(search: $w) { nodes { id title } } }", {"w": words}, author.viewer)[
        "data"
    ]
    assert found["practices"]["nodes"] == [{"id": created["id"], "title": title}]


def test_a_revision_leaves_the_day_that_is_left_out_and_takes_away_one_that_is_null(
    ask: Ask, author: Made, practice: str
) -> None:
    days = []
    for given in ({"startedOn": "2024-05-09"}, {"tags": ["data"]}, {"startedOn": None}):
        revised = ask(
            "mutation($input: RevisePracticeInput!) { revisePractice(input: $input) { practice { startedOn } } }",
            {"input": {"practice": practice, **given}},
            author.viewer,
        )
        days.append(revised["data"]["revisePractice"]["practice"]["startedOn"])
    assert days == ["2024-05-09", "2024-05-09", None]


def test_a_revision_leaves_texts_that_are_left_out_and_takes_away_those_that_are_null(
    ask: Ask, author: Made, practice: str
) -> None:
    seen = []
    for given in ({"results": "Less waiting", "challenges": "Time"}, {"title": "Revised"}, {"results": None}):
        text = {**TEXT, **given}
        revised = ask(
            "mutation($input: RevisePracticeInput!) { revisePractice(input: $input) { practice { results challenges } } }",
            {"input": {"practice": practice, "text": text}},
            author.viewer,
        )
        seen.append(tuple(revised["data"]["revisePractice"]["practice"].values()))
    assert seen == [("Less waiting", "Time"), ("Less waiting", "Time"), (None, "Time")]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ('links: [{url: "https://a.example/"}, {url: "javascript:alert(1)"}]', ["links", "1", "url"]),
        ('links: [{url: "https://a.example/", title: "a\\nb"}]', ["links", "0", "title"]),
        ("objectives: [1, 6, 7]", ["objectives", "2"]),
        ("sustainableDevelopmentGoals: [0]", ["sustainableDevelopmentGoals", "0"]),
        ('tags: ["reporting", " ", "a;b"]', ["tags", "2"]),
    ],
)
def test_a_refusal_names_the_place_in_a_list(
    ask: Ask, author: Made, practice: str, fields: str, path: list[str]
) -> None:
    refused = change(ask, "revisePractice", f'practice: "{practice}", {fields}', author.viewer)
    assert refused == {"practice": None, "errors": [{"code": "INVALID", "path": path}]}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ({**TEXT, "title": " "}, ["text", "title"]),
        ({**TEXT, "title": "x" * 301}, ["text", "title"]),
        ({**TEXT, "body": "x" * 200_001}, ["text", "body"]),
    ],
)
def test_a_text_that_cannot_be_meant_is_refused(ask: Ask, author: Made, text: dict[str, str], path: list[str]) -> None:
    payload = ask(DRAFT, {"participant": author.id, "text": text}, author.viewer)["data"]["draftPractice"]
    assert payload["practice"] is None
    assert payload["errors"][0]["code"] == "INVALID"
    assert payload["errors"][0]["path"] == path


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
        with_admin = Viewer(administrator_role(), name="Test")
        change(ask, "publishPractice", f'practice: "{created}"', with_admin)
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


def administrator_role() -> Any:
    from core.identity import Role

    return Role.ADMINISTRATOR
