"""What a search found, as a portal shows it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.test_odd_texts import odd_texts
from tests.plugins.practices.test_pages import publish

QUERY = """query($search: String, $language: Language) { practices(first: 1) { nodes {
  highlight(search: $search, language: $language) { title excerpt language } } } }"""


@pytest.fixture
def shown(platform: Platform, ask: Ask) -> Any:
    make_member(platform, "PRY")
    publish(
        platform,
        "Follow-up <b>of</b> recommendations",
        summary={"en": "A short summary", "ar": "ملخص"},
        title={"en": "Follow-up <b>of</b> recommendations", "ar": "متابعة التوصيات"},
        body={
            "en": "word " * 99 + "See [the educación plan](https://demonstration.example/) & more. " + "word " * 99,
            "ar": "نص",
        },
    )

    def show(search: str | None, language: str | None = None) -> dict[str, str]:
        data = ask(QUERY, {"search": search, "language": language})["data"]
        found: dict[str, str] = data["practices"]["nodes"][0]["highlight"]
        return found

    return show


def test_the_words_found_are_marked_and_all_else_is_escaped(shown: Any) -> None:
    found = shown('recommend "educacion plan"')
    assert found["title"] == (
        '<span lang="en" dir="ltr">Follow-up &lt;b&gt;of&lt;/b&gt; <mark>recommendations</mark></span>'
    )
    assert "See the <mark>educación</mark> <mark>plan</mark> &amp; more." in found["excerpt"]
    assert found["excerpt"].startswith('<span lang="en" dir="ltr">… word')
    assert "demonstration" not in found["excerpt"]
    assert len(found["excerpt"]) < 500


def test_it_is_shown_in_the_language_in_which_it_was_found(shown: Any) -> None:
    found = shown("التوصيات")
    assert found["language"] == "AR"
    assert found["title"] == '<span lang="ar" dir="rtl">متابعة <mark>التوصيات</mark></span>'
    assert found["excerpt"] == '<span lang="ar" dir="rtl">ملخص</span>'
    assert shown("nothing", "AR")["language"] == "AR"


def test_odd_searches_mark_nothing_but_text(shown: Any) -> None:
    for text in odd_texts()[::5]:
        for html in (shown(text)["title"], shown(text)["excerpt"]):
            assert set(re.findall(r"<[^>]*>", html)) <= {
                '<span lang="en" dir="ltr">',
                '<span lang="ar" dir="rtl">',
                "</span>",
                "<mark>",
                "</mark>",
            }


def test_one_document_lists_with_a_search_and_without(shown: Any) -> None:
    found = shown(None)
    assert found["title"] == '<span lang="en" dir="ltr">Follow-up &lt;b&gt;of&lt;/b&gt; recommendations</span>'
    assert found["excerpt"] == '<span lang="en" dir="ltr">A short summary</span>'
