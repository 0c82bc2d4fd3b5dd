"""What Python computes of a practice holds up nobody, however long it takes."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from core.platform import Platform
from plugins.practices import rendering
from plugins.practices.searching.words import LONGEST_ASKED, search_terms, words
from tests.factories import make_member
from tests.plugins.practices.test_pages import publish

LONG = 30
"""Seconds after which a rendering gives up waiting."""


@pytest.mark.parametrize("beside", ["", "network { obligations { status } }"], ids=["alone", "beside what is awaited"])
def test_others_are_answered_while_a_body_is_rendered(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, beside: str
) -> None:
    make_member(platform, "PRY")
    publish(platform, "A title")
    begun, answered = threading.Event(), threading.Event()

    def slow(body: str) -> str:
        begun.set()
        assert answered.wait(LONG), "nobody else was answered meanwhile"
        return "<p>rendered</p>"

    monkeypatch.setattr(rendering, "_to_html", lambda: slow)

    async def ask(query: str) -> str:
        return (await platform.engine.answer(query, None, None, platform.reading())).body.decode()

    async def both() -> tuple[str, str]:
        rendered = asyncio.create_task(ask(f"{{ practices {{ nodes {{ bodyHtml }} }} {beside} }}"))
        assert await asyncio.to_thread(begun.wait, LONG)
        other = await ask("{ viewer { role } }")
        answered.set()
        found = other, await rendered
        await platform.store.close()
        return found

    other, rendered = asyncio.run(both())
    assert other == '{"data":{"viewer":{"role":"PUBLIC"}}}'
    assert "<p>rendered</p>" in rendered


def test_of_what_is_searched_for_no_more_is_read_than_a_person_types(ask: Any) -> None:
    assert search_terms("x" + " " * LONGEST_ASKED + "y") == search_terms("x")
    found = ask("query($long: String!) { practices(search: $long) { totalCount } }", {"long": " a" * 400_000})
    assert found == {"data": {"practices": {"totalCount": 0}}}


def test_of_signs_that_stand_for_many_words_no_more_are_kept_than_a_text_has_signs() -> None:
    assert len(words("\ufdfa" * 200_000)) < 200_000
    assert words("\ufdfa plan")[-1] == "plan"
