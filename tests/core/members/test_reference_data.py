"""The states that are shipped, held against the United Nations' list."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.members.reference import read_states, write_reference_data
from core.members.tables import regional_groups, states
from core.migrations.upgrading import migrate
from core.platform import Platform
from schema.request.languages import LANGUAGES
from tests.conftest import Ask

LIST = Path(__file__).parents[4] / "shared" / "data" / "un-member-states.csv"
CORRECTED = {("FJI", "formal_name_ru"): "Республика Фиджи"}
"""The list has two spaces there."""


def test_every_state_has_its_names_in_six_languages() -> None:
    states = read_states()
    assert len(states) == 193
    for state in states:
        for texts in (state["name"], state["formal_name"]):
            assert sorted(texts) == sorted(LANGUAGES)
            assert all(text and text == " ".join(text.split()) for text in texts.values()), state["iso_alpha3"]


def test_the_regional_groups_have_their_sizes() -> None:
    assert Counter(state["regional_group"] for state in read_states()) == {
        "AFRICA": 54,
        "ASIA_PACIFIC": 54,
        "EASTERN_EUROPE": 23,
        "LATIN_AMERICA_AND_CARIBBEAN": 33,
        "WESTERN_EUROPE_AND_OTHERS": 29,
    }


@pytest.mark.skipif(not LIST.exists(), reason="the list of states is not beside the project")
def test_the_states_are_those_of_the_list() -> None:
    shipped = {state["iso_alpha3"]: state for state in read_states()}
    with LIST.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            state = shipped.pop(row["iso_alpha3"])
            for column, value in row.items():
                expected = CORRECTED.get((row["iso_alpha3"], column), value)
                if column.startswith(("name_", "formal_name_")):
                    kind, _, language = column.rpartition("_")
                    assert state[kind][language] == expected, (row["iso_alpha3"], column)
                elif column in state:
                    assert str(state[column]) == expected, (row["iso_alpha3"], column)
    assert shipped == {}


def test_an_upgrade_keeps_corrected_regional_groups_and_nothing_else(platform: Platform) -> None:
    of_germany = regional_groups.c.state_id == 276
    with platform.database.transaction() as session:
        session.execute(update(regional_groups).where(of_germany).values(regional_group="AFRICA"))
        session.execute(update(states).where(states.c.id == 276).values(name={"en": "Corrected"}))
        write_reference_data(session)
        assert session.execute(select(regional_groups.c.regional_group).where(of_germany)).scalars().all() == ["AFRICA"]
        assert session.execute(select(states.c.name).where(states.c.id == 276)).scalar_one()["en"] == "Germany"


def test_an_upgrade_writes_the_names_of_states_as_they_are_found_by_now(platform: Platform, ask: Ask) -> None:
    this = states.c.iso_alpha3 == "GNB"
    with platform.database.transaction() as session:
        session.execute(update(states).where(this).values(sort_name="guinea-bissau", search_names="guinea-bissau"))
    migrate(platform.database, platform.plugins)
    found = ask('{ states(filter: {nameContains: "guinea bissau"}) { nodes { isoAlpha3 } } }')["data"]["states"]
    assert found["nodes"] == [{"isoAlpha3": "GNB"}]
