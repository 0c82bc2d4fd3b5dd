"""A practice from draft to withdrawal: who sees it, who moves it on, and what everybody sees once it is published."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

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
PARTICIPANTS = {"author", "reviewer", "observer", "administrator"}
FRENCH = 'text: {language: FR, title: "Éducation fictive", summary: "Résumé", body: "Corps"}'


def sees(ask: Ask, practice: str, viewer: Viewer) -> bool:
    """Whether a viewer sees the practice, which must be the same in every kind of query."""
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


@pytest.fixture
def viewers_who_see(
    platform: Platform, ask: Ask, author: Made, reviewer: Made, practice: str, administrator: Viewer
) -> Callable[[], set[str]]:
    """The names of the viewers that see the practice now."""
    viewers = {
        "author": author.viewer,
        "reviewer": reviewer.viewer,
        "observer": make_observer(platform, "PRT").viewer,
        "public": PUBLIC,
        "administrator": administrator,
    }
    return lambda: {name for name, viewer in viewers.items() if sees(ask, practice, viewer)}


def submit(ask: Ask, practice: str, author: Made) -> None:
    assert change(ask, "submitPractice", f'practice: "{practice}"', author.viewer)["errors"] == []


def review(ask: Ask, practice: str, reviewer: Made, verdict: str) -> None:
    given = f'practice: "{practice}", verdict: {verdict}, comment: "Read"'
    assert change(ask, "reviewPractice", given, reviewer.viewer)["errors"] == []


@pytest.fixture
def published(ask: Ask, author: Made, reviewer: Made, practice: str, administrator: Viewer) -> str:
    """The practice, published, with a translation."""
    assert change(ask, "translatePractice", f'practice: "{practice}", {FRENCH}', author.viewer)["errors"] == []
    submit(ask, practice, author)
    review(ask, practice, reviewer, "APPROVE")
    done = change(ask, "publishPractice", f'practice: "{practice}"', administrator)
    assert done["practice"]["status"] == "PUBLISHED"
    return practice


def test_drafts_are_visible_to_their_participant_submitted_practices_to_all_participants_published_ones_to_everybody(
    ask: Ask,
    author: Made,
    reviewer: Made,
    practice: str,
    administrator: Viewer,
    viewers_who_see: Callable[[], set[str]],
) -> None:
    """(P4)"""
    assert viewers_who_see() == {"author", "administrator"}
    submit(ask, practice, author)
    assert viewers_who_see() == PARTICIPANTS
    review(ask, practice, reviewer, "REQUEST_CHANGES")
    assert viewers_who_see() == PARTICIPANTS
    submit(ask, practice, author)
    review(ask, practice, reviewer, "APPROVE")
    change(ask, "publishPractice", f'practice: "{practice}"', administrator)
    assert viewers_who_see() == {*PARTICIPANTS, "public"}
    change(ask, "withdrawPractice", f'practice: "{practice}", reason: "Over"', author.viewer)
    assert viewers_who_see() == PARTICIPANTS


def test_a_draft_is_submitted_by_its_participant_and_unknown_to_others(
    ask: Ask, author: Made, reviewer: Made, practice: str
) -> None:
    """(P1, P4)"""
    by = f'practice: "{practice}"'
    assert change(ask, "submitPractice", by, reviewer.viewer)["errors"][0]["code"] == "NOT_FOUND"
    assert change(ask, "submitPractice", by, author.viewer)["practice"]["status"] == "SUBMITTED"


def test_a_practice_is_reviewed_by_another_participant_before_it_is_published(
    platform: Platform, ask: Ask, author: Made, reviewer: Made, practice: str, administrator: Viewer
) -> None:
    """(P2)"""
    by = f'practice: "{practice}"'
    approve = f'{by}, verdict: APPROVE, comment: "Good"'
    submit(ask, practice, author)
    assert change(ask, "reviewPractice", approve, author.viewer)["errors"][0]["code"] == "NOT_ALLOWED"
    assert change(ask, "reviewPractice", approve, PUBLIC)["errors"][0]["code"] == "NOT_FOUND"
    assert change(ask, "publishPractice", by, administrator)["errors"][0]["code"] == "NOT_REVIEWED"
    asked = change(ask, "reviewPractice", f'{by}, verdict: REQUEST_CHANGES, comment: "More"', reviewer.viewer)
    assert asked["practice"]["status"] == "CHANGES_REQUESTED"
    submit(ask, practice, author)
    observer = make_observer(platform, "PRT")
    assert change(ask, "reviewPractice", approve, observer.viewer)["practice"]["status"] == "SUBMITTED"
    assert change(ask, "publishPractice", by, author.viewer)["errors"][0]["code"] == "NOT_ALLOWED"
    assert change(ask, "publishPractice", by, administrator)["practice"]["status"] == "PUBLISHED"


def test_a_translation_of_another_revision_than_expected_is_refused(ask: Ask, author: Made, practice: str) -> None:
    translate = f'practice: "{practice}", expectedRevision: 1, {FRENCH}'
    assert change(ask, "translatePractice", translate, author.viewer)["practice"]["revision"] == 2
    assert change(ask, "translatePractice", translate, author.viewer)["errors"][0]["code"] == "REVISION_CONFLICT"


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        *((words, True) for words in ("educacion", "éducation", '"derechos para"', "segu -xyz", "children")),
        *((words, False) for words in ("educacion -derechos", '"para derechos"', "nada", '"', "-", "' OR 1=1")),
    ],
)
def test_a_published_practice_is_found_by_its_words_in_any_language(
    ask: Ask, published: str, words: str, is_found: bool
) -> None:
    found = ask("query($w: String) { practices(search: $w) { nodes { id } } }", {"w": words})["data"]["practices"]
    assert found["nodes"] == ([{"id": published}] if is_found else [])


def test_a_published_practice_is_adopted_once_by_another_participant(
    ask: Ask, author: Made, reviewer: Made, published: str
) -> None:
    """(P5)"""
    adoption = "adoption { id practice { id } participant { id } }"
    adopt = f'practice: "{published}", participant: "{reviewer.id}"'
    adopted = change(ask, "adoptPractice", adopt, reviewer.viewer, adoption)["adoption"]
    assert (adopted["practice"], adopted["participant"]) == ({"id": published}, {"id": reviewer.id})
    assert change(ask, "adoptPractice", adopt, reviewer.viewer, adoption)["errors"][0]["code"] == "CONFLICT"
    own = f'practice: "{published}", participant: "{author.id}"'
    assert change(ask, "adoptPractice", own, author.viewer, adoption)["errors"][0]["code"] == "NOT_ALLOWED"


def test_a_revision_of_a_published_practice_keeps_its_earlier_text(ask: Ask, author: Made, published: str) -> None:
    """(P3)"""
    revise = f'practice: "{published}", note: "Second", expectedRevision: 2, sustainableDevelopmentGoals: [4]'
    wanted = "practice { revision revisions { number note title } }"
    assert change(ask, "revisePractice", revise, author.viewer, wanted)["practice"] == {
        "revision": 3,
        "revisions": [{"number": 2, "note": "Second", "title": TEXT["title"]}],
    }


def test_the_public_reads_a_published_practice_in_its_language_without_reviews(ask: Ask, published: str) -> None:
    """(P2, P6)"""
    query = "query($id: ID!) { practice(id: $id) { title reviews { comment } objectives { number } } }"
    assert ask(query, {"id": published}, languages=("fr",))["data"]["practice"] == {
        "title": "Éducation fictive",
        "reviews": [],
        "objectives": [{"number": 3}, {"number": 6}],
    }


def test_reviews_are_visible_to_their_reviewer_and_the_author(
    platform: Platform, ask: Ask, author: Made, reviewer: Made, practice: str
) -> None:
    """(P2)"""
    other = make_observer(platform, "PRT")
    submit(ask, practice, author)
    for one in (reviewer, other):
        review(ask, practice, one, "APPROVE")
    query = "query($id: ID!) { practice(id: $id) { reviews { comment } } }"
    seen = [len(ask(query, {"id": practice}, one.viewer)["data"]["practice"]["reviews"]) for one in (author, reviewer)]
    assert seen == [2, 1]


def test_the_public_journal_has_what_happened_since_the_practice_was_published(
    ask: Ask, author: Made, reviewer: Made, published: str
) -> None:
    adopt = f'practice: "{published}", participant: "{reviewer.id}"'
    adopted = change(ask, "adoptPractice", adopt, reviewer.viewer, "adoption { id }")["adoption"]
    change(ask, "revisePractice", f'practice: "{published}", sustainableDevelopmentGoals: [4]', author.viewer)
    change(ask, "withdrawPractice", f'practice: "{published}", reason: "Over"', author.viewer)
    journal = ask("{ journal { nodes { action subject payload } } }")["data"]["journal"]["nodes"]
    entries = [entry for entry in journal if entry["subject"] == published]
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
    """(P2) It was sent back, changed and submitted again in the meantime."""
    by, other = f'practice: "{practice}"', 'text: {language: ES, title: "Otro", summary: "Otro", body: "Otro"}'
    change(ask, "submitPractice", by, author.viewer)
    change(ask, "reviewPractice", f'{by}, verdict: REQUEST_CHANGES, comment: "More"', reviewer.viewer)
    change(ask, "revisePractice", f"{by}, {other}", author.viewer)
    change(ask, "submitPractice", by, author.viewer)
    approve = f'{by}, verdict: APPROVE, comment: "Good"'
    refused = change(ask, "reviewPractice", f"{approve}, expectedRevision: 1", reviewer.viewer)
    assert refused["errors"] == [{"code": "REVISION_CONFLICT", "path": ["expectedRevision"]}]
    assert change(ask, "reviewPractice", f"{approve}, expectedRevision: 2", reviewer.viewer)["errors"] == []
