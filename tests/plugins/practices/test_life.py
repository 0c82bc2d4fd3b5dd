"""A practice from draft to adoption, and what each role sees at each step."""

from __future__ import annotations

import json

from core.identity import PUBLIC, Viewer
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import Made, make_observer
from tests.plugins.practices.steps import TEXT, change

ALL_WAYS = """query($id: ID!, $state: ID!) {
  practice(id: $id) { title } node(id: $id) { ... on Practice { title } } nodes(ids: [$id]) { id }
  practices(filter: {state: $state}) { totalCount nodes { id } facets { tags { value count } capacities { value count } } }
  search: practices(search: "educacion") { totalCount nodes { id } }
  state(isoAlpha3: "PRY") { practices { totalCount } participant { practices { totalCount } } } }"""


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


def test_a_practice_from_draft_to_withdrawal_and_who_sees_it_meanwhile(
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

    revise = f'{by}, note: "Second", expectedRevision: 2, sustainableDevelopmentGoals: [4]'
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
