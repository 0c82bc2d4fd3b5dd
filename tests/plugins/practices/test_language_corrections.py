"""A wrong original language, and translations given by mistake, are corrected (P6)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.identity import PUBLIC, Viewer
from core.platform import Platform
from plugins.practices import bitmaps
from tests.conftest import Ask
from tests.factories import Made
from tests.plugins.practices.steps import DRAFT, TEXT, change

STANDS = "practice { title originalLanguage languages revisions { title languages } }"
TITLE = json.dumps(TEXT["title"])
SPANISH = f'text: {{language: ES, title: {TITLE}, summary: "Un resumen", body: "Plan"}}'
FRENCH = 'text: {language: FR, title: "Titre", summary: "Bref", body: "Corps", results: "Moins d\'attente"}'
LANGUAGES = "{ practices { nodes { languages } facets { languages { value count } } } }"


@pytest.fixture
def mistaken(ask: Ask, author: Made) -> str:
    """A draft in Spanish that was recorded as one in English."""
    given = {"participant": author.id, "text": {**TEXT, "language": "EN"}}
    drafted = ask(DRAFT, given, author.viewer)["data"]["draftPractice"]
    return f'practice: "{drafted["practice"]["id"]}"'


def publish(ask: Ask, by: str, author: Made, reviewer: Made, administrator: Viewer) -> None:
    change(ask, "submitPractice", by, author.viewer)
    change(ask, "reviewPractice", f'{by}, verdict: APPROVE, comment: "Good"', reviewer.viewer)
    assert change(ask, "publishPractice", by, administrator)["errors"] == []


def test_the_original_language_of_a_draft_is_corrected_and_the_wrong_one_is_removed(
    ask: Ask, author: Made, mistaken: str
) -> None:
    corrected = f"{mistaken}, {SPANISH}, originalLanguage: ES, withdrawnTranslations: [EN]"
    found = change(ask, "revisePractice", corrected, author.viewer, STANDS)
    stands = {"title": TEXT["title"], "originalLanguage": "ES", "languages": ["ES"], "revisions": []}
    assert found == {"practice": stands, "errors": []}


def test_a_published_practice_is_corrected_step_by_step_and_its_earlier_texts_stay(
    platform: Platform, ask: Ask, author: Made, reviewer: Made, administrator: Viewer, mistaken: str
) -> None:
    publish(ask, mistaken, author, reviewer, administrator)
    change(ask, "revisePractice", f"{mistaken}, {SPANISH}", author.viewer)
    original = change(ask, "revisePractice", f"{mistaken}, originalLanguage: ES", author.viewer, STANDS)
    assert original["practice"]["originalLanguage"] == "ES"
    taken_out = f'{mistaken}, withdrawnTranslations: [EN], note: "It is Spanish."'
    found = change(ask, "revisePractice", taken_out, author.viewer, STANDS)["practice"]
    earlier: list[dict[str, Any]] = [{"title": TEXT["title"], "languages": there} for there in (["EN"], ["EN", "ES"])]
    assert found["revisions"] == [*earlier, earlier[1]]
    assert (found["originalLanguage"], found["languages"]) == ("ES", ["ES"])
    expected = {"nodes": [{"languages": ["ES"]}], "facets": {"languages": [{"value": "ES", "count": 1}]}}
    assert ask(LANGUAGES, viewer=PUBLIC)["data"]["practices"] == expected
    entries = ask("{ journal(last: 2) { nodes { action payload } } }")["data"]["journal"]["nodes"]
    assert [(one["action"], json.loads(one["payload"])) for one in entries] == [
        ("practice.revised", {"originalLanguage": "ES"}), ("practice.revised", {"withdrawnTranslations": ["EN"]}),
    ]  # fmt: skip
    with platform.database.reading() as session:
        assert list(bitmaps.faults(session)) == []


def test_a_withdrawn_translation_is_no_longer_found_and_can_be_given_again(
    ask: Ask, author: Made, practice: str
) -> None:
    by, search = f'practice: "{practice}"', '{ practices(search: "attente") { totalCount } }'
    change(ask, "translatePractice", f"{by}, {FRENCH}", author.viewer)
    assert ask(search, viewer=author.viewer)["data"]["practices"]["totalCount"] == 1
    found = change(ask, "revisePractice", f"{by}, withdrawnTranslations: [FR]", author.viewer, STANDS)
    assert (found["practice"]["languages"], found["errors"]) == (["ES"], [])
    assert ask(search, viewer=author.viewer)["data"]["practices"]["totalCount"] == 0
    assert change(ask, "translatePractice", f"{by}, {FRENCH}", author.viewer)["errors"] == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("originalLanguage: FR", ["originalLanguage"]),
        ("withdrawnTranslations: [FR]", ["withdrawnTranslations", "0"]),
        ("withdrawnTranslations: [ES]", ["withdrawnTranslations", "0"]),
        (f"{FRENCH}, withdrawnTranslations: [ZH, FR]", ["withdrawnTranslations", "0"]),
        (f"{FRENCH}, withdrawnTranslations: [FR]", ["withdrawnTranslations", "0"]),
        ("originalLanguage: ES", ["practice"]),
        ("withdrawnTranslations: []", ["practice"]),
    ],
)
def test_an_original_language_without_text_and_an_unknown_translation_are_refused(
    ask: Ask, author: Made, practice: str, given: str, path: list[str]
) -> None:
    refused = change(ask, "revisePractice", f'practice: "{practice}", {given}', author.viewer, STANDS)
    assert refused["practice"] is None
    assert {"code": "INVALID", "path": path} in refused["errors"]


def test_optional_texts_list_their_own_languages_also_in_revisions(
    ask: Ask, author: Made, reviewer: Made, administrator: Viewer
) -> None:
    given = {"participant": author.id, "text": {**TEXT, "challenges": "Tiempo"}}
    drafted = ask(DRAFT, given, author.viewer)["data"]["draftPractice"]
    by = f'practice: "{drafted["practice"]["id"]}"'
    publish(ask, by, author, reviewer, administrator)
    wanted = "originalLanguage languages challengesLanguages resultsLanguages"
    found = change(
        ask, "revisePractice", f"{by}, {FRENCH}", author.viewer, f"practice {{ {wanted} revisions {{ {wanted} }} }}"
    )
    spanish = {"originalLanguage": "ES", "languages": ["ES"], "challengesLanguages": ["ES"], "resultsLanguages": []}
    both = {**spanish, "languages": ["ES", "FR"], "resultsLanguages": ["FR"]}
    assert found == {"practice": {**both, "revisions": [spanish]}, "errors": []}
