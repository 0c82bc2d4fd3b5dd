"""Texts in several languages, as they are answered: the first language that there is, letter for letter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from core.members.tables import states
from core.platform import Platform
from schema import texts_to_binary, texts_to_json
from tests.conftest import Ask

NAME = '{ state(isoAlpha3: "PRY") { name(language: FR) } }'
ODD = 'Ñandutí "quoted" \\ back / slash\ttab\nline \x01 control \x7f delete \u2028 separator 🌱 مرحبا'


def _name_is(platform: Platform, **texts: str | None) -> None:
    with platform.database.transaction() as session:
        session.execute(update(states).where(states.c.iso_alpha3 == "PRY").values(name=texts))


def test_a_language_without_text_falls_back(platform: Platform, ask: Ask) -> None:
    _name_is(platform, en="Paraguay", fr=None)
    assert ask(NAME)["data"] == {"state": {"name": "Paraguay"}}
    with platform.database.reading() as session:
        assert session.scalar(select(states.c.name).where(states.c.iso_alpha3 == "PRY")) == {"en": "Paraguay"}


@pytest.mark.parametrize("text", ["", ODD], ids=["empty", "odd"])
def test_a_text_is_answered_letter_for_letter(platform: Platform, ask: Ask, text: str) -> None:
    _name_is(platform, en="Paraguay", fr=text)
    assert ask(NAME)["data"] == {"state": {"name": text}}


@pytest.mark.parametrize("rewritten", [(texts_to_json,), (texts_to_json, texts_to_binary)], ids=["json", "binary"])
def test_a_text_that_is_rewritten_is_answered_and_read_alike(
    platform: Platform, ask: Ask, rewritten: tuple[Callable[..., None], ...]
) -> None:
    _name_is(platform, en="Paraguay", fr=ODD)
    with platform.database.transaction() as session:
        for rewrite in rewritten:
            rewrite(session.connection(), "members_states", "name", "formal_name")
    assert ask(NAME)["data"] == {"state": {"name": ODD}}
    with platform.database.reading() as session:
        name = session.scalar(select(states.c.name).where(states.c.iso_alpha3 == "PRY"))
    assert name == {"en": "Paraguay", "fr": ODD}
