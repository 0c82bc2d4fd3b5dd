"""What portals show for the values of enums."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType

from core.platform import Platform
from schema.reading import LANGUAGES
from tests.conftest import Ask

GOALS = Path(__file__).parents[3] / "shared" / "data" / "sdg-goals.csv"
ALL = """{ taxonomies { name terms { value
  ar: label(language: AR) en: label(language: EN) es: label(language: ES)
  fr: label(language: FR) ru: label(language: RU) zh: label(language: ZH) } } }"""


def test_every_value_of_an_enum_has_a_label_in_each_language(platform: Platform, ask: Ask) -> None:
    found = {taxonomy["name"]: taxonomy["terms"] for taxonomy in ask(ALL)["data"]["taxonomies"]}
    types = platform.assembled.schema._schema.type_map
    labelled = {name: kind for name, kind in types.items() if name in found and isinstance(kind, GraphQLEnumType)}
    assert {"Capacity", "HumanRightsSystem", "Language", "PracticeStatus", "RegionalGroup", "TreatyBody"} <= set(
        labelled
    )
    for name, kind in labelled.items():
        assert {term["value"] for term in found[name]} == set(kind.values), name
    for name, terms in found.items():
        for language in LANGUAGES:
            labels = [term[language] for term in terms]
            assert all(label and label == " ".join(label.split()) for label in labels), (name, language)
            assert len(set(labels)) == len(labels), (name, language)


def test_a_reader_gets_its_language(ask: Ask) -> None:
    query = (
        '{ taxonomy(name: "SustainableDevelopmentGoal") { terms { value label } } other: taxonomy(name: "X") { name } }'
    )
    data = ask(query, languages=("es",))["data"]
    assert data["taxonomy"]["terms"][3] == {"value": "4", "label": "Educación de Calidad"}
    assert data["other"] is None


@pytest.mark.skipif(not GOALS.exists(), reason="the list of goals is not beside the project")
def test_the_goals_are_those_of_the_united_nations(ask: Ask) -> None:
    texts = " ".join(
        f"short_{code}: label(language: {code.upper()}) title_{code}: description(language: {code.upper()})"
        for code in LANGUAGES
    )
    query = f'{{ taxonomy(name: "SustainableDevelopmentGoal") {{ terms {{ goal: value {texts} }} }} }}'
    found: list[dict[str, Any]] = ask(query)["data"]["taxonomy"]["terms"]
    with GOALS.open(encoding="utf-8-sig", newline="") as file:
        listed = [{key: " ".join(text.split()) for key, text in row.items()} for row in csv.DictReader(file)]
    assert len(found) == 17
    assert sorted(found, key=lambda goal: int(goal["goal"])) == listed
