"""What portals show for the values of enums."""

from __future__ import annotations

import csv
from pathlib import Path
from types import ModuleType
from typing import Any
from unicodedata import normalize

import pytest
from graphql import GraphQLEnumType
from sqlalchemy import select

from core import Session, hookimpl, write_taxonomies
from core.errors import StartupError
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.tables import terms
from schema.request.languages import LANGUAGES
from tests.conftest import Ask, NewPlatform

GOALS = Path(__file__).parents[3] / "shared" / "data" / "sdg-goals.csv"


def test_every_value_of_an_enum_has_a_label_in_each_language(platform: Platform, ask: Ask) -> None:
    shown = ask("{ taxonomies { name terms { value } } }")["data"]["taxonomies"]
    values = {taxonomy["name"]: {term["value"] for term in taxonomy["terms"]} for taxonomy in shown}
    types = platform.assembled.graphql.type_map.values()
    enums = [kind for kind in types if isinstance(kind, GraphQLEnumType) and not kind.name.startswith("__")]
    assert {"Choice", "OrderDirection", "PartnerKind", "Role", "TreatyBody"} <= {kind.name for kind in enums}
    assert {kind.name: set(kind.values) for kind in enums} == {
        name: found for name, found in values.items() if name != "SustainableDevelopmentGoal"
    }


def test_no_label_is_another_languages_or_another_values(platform: Platform) -> None:
    with platform.database.reading() as session:
        rows = session.execute(select(terms.c.taxonomy, terms.c.label)).all()
    for name in {row.taxonomy for row in rows}:
        for language in LANGUAGES:
            labels = [row.label.get(language, "") for row in rows if row.taxonomy == name]
            assert all(label and label == " ".join(label.split()) for label in labels), (name, language)
            assert len(set(labels)) == len(labels), (name, language)


def test_a_reader_gets_its_language(ask: Ask) -> None:
    query = (
        '{ taxonomy(name: "SustainableDevelopmentGoal") { terms { value label } } other: taxonomy(name: "X") { name } }'
    )
    data = ask(query, languages=("es",))["data"]
    assert data["taxonomy"]["terms"][3] == {"value": "4", "label": "Educación de Calidad"}
    assert data["other"] is None


def test_a_vote_is_labelled_in_the_words_of_the_united_nations(ask: Ask) -> None:
    query = """query($language: Language!) { choice: taxonomy(name: "Choice") { terms { label(language: $language) } }
      body: taxonomy(name: "DecisionBody") { terms { value label(language: $language) } } }"""
    said = {
        code: [term["label"] for term in ask(query, {"language": code.upper()})["data"]["choice"]["terms"]]
        for code in LANGUAGES
    }
    assert said["en"] == ["In favour", "Against", "Abstention"]
    assert said["fr"] == ["Pour", "Contre", "Abstention"]
    assert said["zh"] == ["赞成", "反对", "弃权"]
    body = ask(query, {"language": "ES"})["data"]["body"]["terms"]
    assert body[1] == {"value": "EXECUTIVE_COMMITTEE", "label": "Comité Ejecutivo"}


def _labelling(name: str, *shipped: bytes, again: bool = True) -> ModuleType:
    """A plugin that writes these taxonomies. again: also where they are there already."""
    made = ModuleType(name)

    @hookimpl
    def register_reference_data(session: Session) -> None:
        if again or session.execute(select(terms).where(terms.c.value == "SMALL")).first() is None:
            for one in shipped:
                write_taxonomies(session, one)

    made.register_reference_data = register_reference_data  # type: ignore[attr-defined]
    return made


def _listed(platform: Platform) -> set[str]:
    with platform.database.reading() as session:
        return set(session.execute(select(terms.c.taxonomy)).scalars())


def test_a_taxonomy_is_listed_while_a_plugin_writes_it(
    database_url: str, new_platform: NewPlatform, platform: Platform
) -> None:
    before = _listed(platform)
    for shipped, listed in (
        ((SIZES % b"Size",), {"Size"}),
        ((b'{"Size": []}', SIZES % b"Extent"), {"Extent"}),
        ((b'{"Extent": []}',), set()),
        ((SIZES % b"Size", SIZES % b"Size"), {"Size"}),
    ):
        new_platform(database_url, load_plugins(extra={"sizes": _labelling("sizes", *shipped)})).migrate()
        assert _listed(platform) == before | listed
    platform.migrate()
    assert _listed(platform) == before


def test_labels_stay_if_a_plugin_does_not_write_them_again(
    database_url: str, new_platform: NewPlatform, platform: Platform
) -> None:
    once = _labelling("sizes", SIZES % b"Size", again=False)
    for _ in range(2):
        new_platform(database_url, load_plugins(extra={"sizes": once})).migrate()
        assert "Size" in _listed(platform)


@pytest.mark.parametrize(
    ("taxonomy", "whose", "labelling"),
    [("Role", "members", "alpha"), ("Choice", "voting", "alpha"), ("Choice", "voting", "zeta")],
)
def test_labels_for_another_plugin_s_enum_are_refused(
    empty_database_url: str, new_platform: NewPlatform, taxonomy: str, whose: str, labelling: str
) -> None:
    plugins = load_plugins(extra={labelling: _labelling(labelling, SIZES % taxonomy.encode())})
    told = (
        f"^The plugin '{labelling}' labels the taxonomy {taxonomy}, which belongs to '{whose}'.*_PLUGINS={labelling}.$"
    )
    with pytest.raises(StartupError, match=told):
        new_platform(empty_database_url, plugins).migrate()


def test_a_taxonomy_that_is_not_an_enum_belongs_to_the_first_that_labels_it(
    database_url: str, new_platform: NewPlatform
) -> None:
    other = SIZES.replace(b"Small", b"Little") % b"Size"
    both = {"alpha": _labelling("alpha", SIZES % b"Size"), "beta": _labelling("beta", other)}
    with pytest.raises(StartupError, match="'beta' labels the taxonomy Size, which belongs to 'alpha'"):
        new_platform(database_url, load_plugins(extra=both)).migrate()


def test_a_plugin_takes_over_what_another_labels_alike(
    database_url: str, new_platform: NewPlatform, platform: Platform
) -> None:
    alike, gives_up = _labelling("zeta", SIZES % b"Size"), _labelling("alpha", b'{"Size": []}')
    for alpha in (_labelling("alpha", SIZES % b"Size"), gives_up):
        new_platform(database_url, load_plugins(extra={"alpha": alpha, "zeta": alike})).migrate()
        assert "Size" in _listed(platform)


SIZES = b'{"%s": [{"value": "SMALL", "label": {"en": "Small"}}]}'
MENDED = {
    ("8", "short_fr"): ("Travaux décent", "Travail décent"),
    ("8", "short_ru"): ("Достойна ", "Достойная "),
    ("9", "short_zh"): ("创业", "产业"),
    ("17", "short_zh"): ("目标现实", "目标实现"),
    ("7", "title_ar"): ("إالى الطاقة الحديثة والموثوقة والمستدامة والحديثة", "إلى الطاقة الحديثة والموثوقة والمستدامة"),
    ("15", "title_ar"): ("وكافحة", "ومكافحة"),
    ("16", "title_ar"): ("إالى", "إلى"),
    ("17", "title_ru"): (" Финансирование", ""),
}
"""Slips of the pen in the list, by goal and column, with what stands for them here."""


@pytest.mark.skipif(not GOALS.exists(), reason="the list of goals is not beside the project")
def test_the_goals_are_those_of_the_united_nations(ask: Ask) -> None:
    texts = " ".join(
        f"short_{code}: label(language: {code.upper()}) title_{code}: description(language: {code.upper()})"
        for code in LANGUAGES
    )
    query = f'{{ taxonomy(name: "SustainableDevelopmentGoal") {{ terms {{ goal: value {texts} }} }} }}'
    found: list[dict[str, Any]] = ask(query)["data"]["taxonomy"]["terms"]
    with GOALS.open(encoding="utf-8-sig", newline="") as file:
        listed = [
            {key: normalize("NFC", " ".join(text.split())) for key, text in row.items()} for row in csv.DictReader(file)
        ]
    for (goal, column), (slip, mended) in MENDED.items():
        (row,) = (row for row in listed if row["goal"] == goal)
        assert row[column].count(slip) == 1
        row[column] = row[column].replace(slip, mended)
    assert len(found) == 17
    assert sorted(found, key=lambda goal: int(goal["goal"])) == listed
