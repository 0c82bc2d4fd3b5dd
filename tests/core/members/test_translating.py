"""(Membership, P6) The name of a mechanism in other languages, which whoever registers it once more need not repeat."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.identity import Viewer
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member

ORIGINAL = "Fictitious Mechanism of MAR"
TRANSLATE = """mutation($input: TranslateMechanismInput!) { translateMechanism(input: $input) {
  mechanism { name originalLanguage languages } errors { code path } } }"""
REGISTER = """mutation($input: RegisterMechanismInput!) { registerMechanism(input: $input) {
  mechanism { id name(language: FR) languages trackingTool } errors { code path } } }"""
READ = '{ participant(isoAlpha3: "MAR") { mechanism { id name } } }'
LAST = "{ journal(last: 1) { nodes { action subject payload } } }"


@pytest.fixture
def morocco(platform: Platform) -> Made:
    return make_member(platform, "MAR")


def _mechanism(ask: Ask, *languages: str) -> Any:
    return ask(READ, languages=languages)["data"]["participant"]["mechanism"]


def _translate(ask: Ask, viewer: Viewer, language: str = "FR", name: str = "Mécanisme fictif", **other: str) -> Any:
    given = {"mechanism": _mechanism(ask)["id"], "language": language, "name": name, **other}
    return ask(TRANSLATE, {"input": given}, viewer)["data"]["translateMechanism"]


def _register(ask: Ask, morocco: Made, name: str) -> Any:
    given = {"participant": morocco.id, "language": "EN", "name": name, "type": "AD_HOC", "trackingTool": "Fictitious"}
    return ask(REGISTER, {"input": given}, morocco.viewer)["data"]["registerMechanism"]["mechanism"]


def test_a_participant_gives_the_name_of_its_mechanism_in_other_languages(ask: Ask, morocco: Made) -> None:
    found = _translate(ask, morocco.viewer)
    translated = {"name": ORIGINAL, "originalLanguage": "EN", "languages": ["EN", "FR"]}
    assert found == {"mechanism": translated, "errors": []}
    (entry,) = ask(LAST)["data"]["journal"]["nodes"]
    assert (entry["action"], entry["subject"]) == ("mechanism.translated", _mechanism(ask)["id"])
    assert json.loads(entry["payload"]) == {"language": "fr", "name": "Mécanisme fictif"}
    assert _translate(ask, SECRETARIAT, "AR", "آلية خيالية")["mechanism"]["languages"] == ["AR", "EN", "FR"]
    names = [_mechanism(ask, language)["name"] for language in ("fr", "ar", "es")]
    assert names == ["Mécanisme fictif", "آلية خيالية", ORIGINAL]


def test_the_original_the_same_and_nothing_are_refused(ask: Ask, morocco: Made) -> None:
    _translate(ask, morocco.viewer)
    for language, name, code, path in (
        ("EN", "Another", "CONFLICT", "language"), ("FR", "Mécanisme fictif ", "INVALID", "name"), ("ES", " ", "INVALID", "name"),
    ):  # fmt: skip
        assert _translate(ask, morocco.viewer, language, name)["errors"] == [{"code": code, "path": [path]}]
    missing = _translate(ask, SECRETARIAT, mechanism="Mechanism:1")
    assert missing["errors"] == [{"code": "NOT_FOUND", "path": ["mechanism"]}]


def test_no_other_participant_translates_it(platform: Platform, ask: Ask, morocco: Made) -> None:
    other = make_member(platform, "PRY")
    for viewer in (other.viewer, Viewer()):
        assert [error["code"] for error in _translate(ask, viewer)["errors"]] == ["NOT_ALLOWED"]


def test_what_is_registered_once_more_keeps_the_translations_of_its_name(ask: Ask, morocco: Made) -> None:
    _translate(ask, morocco.viewer)
    corrected = _register(ask, morocco, ORIGINAL)
    assert (corrected["name"], corrected["languages"]) == ("Mécanisme fictif", ["EN", "FR"])
    renamed = _register(ask, morocco, "Another name")
    assert (renamed["name"], renamed["languages"]) == ("Another name", ["EN"])
