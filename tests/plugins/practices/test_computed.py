"""Fields that Python computes delay nobody, however long they take."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

import orjson
import pytest

from core import rendering
from core.platform import Platform
from plugins.practices.searching.words import LONGEST_ASKED, search_terms, words
from tests.factories import make_member
from tests.plugins.practices.steps import publish

LONG = 30
"""The seconds after which a rendering stops waiting."""


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


def test_a_search_is_read_only_as_far_as_a_person_types(ask: Any) -> None:
    assert search_terms("x" + " " * LONGEST_ASKED + "y") == search_terms("x")
    found = ask("query($long: String!) { practices(search: $long) { totalCount } }", {"long": " a" * 400_000})
    assert found == {"data": {"practices": {"totalCount": 0}}}


def test_signs_that_fold_into_many_words_do_not_make_a_text_longer_than_the_bound() -> None:
    assert len(words("\ufdfa" * 200_000)) < 200_000
    assert words("\ufdfa plan")[-1] == "plan"


@pytest.mark.parametrize("code", ["TIME_LIMIT", "ANSWER_SIZE"])
def test_computing_ends_with_the_answer(platform: Platform, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    make_member(platform, "PRY")
    for number in range(3):
        publish(platform, f"Title {number}")
    limits = platform.engine.limits
    platform.engine.limits = replace(
        limits,
        computing_seconds=0.0 if code == "TIME_LIMIT" else LONG,
        answer_bytes=5_000 if code != "TIME_LIMIT" else LONG,
    )
    rendered: list[str] = []

    def made(body: str) -> str:
        rendered.append(body)
        return "<p>rendered</p>" * 200

    monkeypatch.setattr(rendering, "_to_html", lambda: made)

    async def ask() -> Any:
        answer = await platform.engine.answer("{ practices { nodes { bodyHtml } } }", None, None, platform.reading())
        await platform.store.close()
        return orjson.loads(answer.body)

    answer = asyncio.run(ask())
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert "data" not in answer
    assert len(rendered) < 3, "the rest was computed all the same"


def test_a_computed_text_costs_more_than_a_row(ask: Any) -> None:
    query = "{{ practices(first: 250) {{ nodes {{ {fields} }} }} }}"
    for name in ("highlight {{ title }}", "bodyHtml"):
        shown = name.replace("{{", "{").replace("}}", "}")
        asked = query.format(fields=" ".join(f"a{number}: {shown}" for number in range(9)))
        assert ask(asked)["errors"][0]["extensions"]["code"] == "COST"
