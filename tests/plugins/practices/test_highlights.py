"""The hits of a search, as a portal shows them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core.platform import Platform
from plugins.practices.searching.plain import plain
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.steps import publish
from tests.plugins.practices.test_odd_texts import odd_texts

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


def test_words_that_are_found_are_marked_and_everything_is_escaped(shown: Any) -> None:
    found = shown('recommend "educacion plan"')
    assert found["title"] == (
        '<span lang="en" dir="ltr">Follow-up &lt;b&gt;of&lt;/b&gt; <mark>recommendations</mark></span>'
    )
    assert "See the <mark>educación</mark> <mark>plan</mark> &amp; more." in found["excerpt"]
    assert found["excerpt"].startswith('<span lang="en" dir="ltr">… word')
    assert "demonstration" not in found["excerpt"]
    assert len(found["excerpt"]) < 500


def test_a_hit_is_shown_in_the_language_in_which_it_was_found(shown: Any) -> None:
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


@pytest.mark.parametrize(
    ("markdown", "excerpt"),
    [
        ("# A *plan*\n\n> of __action__\n- `one`, ~~two~~", "A plan of action one, two"),
        ("| head | plan |\n|:---|---|\n| 1 | 2 |\n\n---\nend", "head plan 1 2 end"),
        ("See [the plan](https://x.example) and ![it](y.png).", "See the plan and it."),
        (r"2 \* 3 \> 5 \# \_", "2 * 3 > 5 # _"),
        ("x > 5 and #3 of a_b_c * 2 … 50 < 60 | 2*3*4 ~ 1", "x > 5 and #3 of a_b_c * 2 … 50 < 60 | 2*3*4 ~ 1"),
        ("- ", ""),
        ("", ""),
    ],
)
def test_an_excerpt_has_the_words_without_their_markup(markdown: str, excerpt: str) -> None:
    assert plain(markdown) == excerpt


def test_a_summary_is_not_read_as_markdown(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    publish(platform, "A title", summary={"en": "Zwolle: *one* > 5 % of #3"})
    data = ask(QUERY, {"search": "zwolle"})["data"]
    assert "<mark>Zwolle</mark>: *one* &gt; 5 % of #3<" in data["practices"]["nodes"][0]["highlight"]["excerpt"]


def test_a_word_far_down_is_shown_with_the_text_around_it(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    publish(platform, "A title", body={"en": "word " * 3_000 + "zwolle " + "word " * 500})
    data = ask(QUERY, {"search": "zwolle"})["data"]
    assert "word <mark>zwolle</mark> word" in data["practices"]["nodes"][0]["highlight"]["excerpt"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("一二三四五" * 300, "六七八九十" * 300),
        ("一二三四五" * 300 + " ", " " + "六七八九十" * 300),
        ("Fictitious words " * 50 + "一二三四五" * 100, "六七八九十" * 100 + " fictitious words" * 50),
        ("一" * 119, "六" * 239),
        ("一" * 121, "六" * 241),
    ],
    ids=["without blanks", "blanks beside it", "mixed", "short", "just cut"],
)
def test_a_term_in_a_text_without_blanks_is_marked_with_the_text_around_it(
    platform: Platform, ask: Ask, before: str, after: str
) -> None:
    make_member(platform, "PRY")
    publish(
        platform,
        "",
        original_language="zh",
        title={"zh": "题目"},
        body={"zh": f"{before}人权建议{after}"},
        summary={"zh": "摘要"},
    )
    html = ask(QUERY, {"search": "人权建议"})["data"]["practices"]["nodes"][0]["highlight"]["excerpt"]
    shown = re.sub("<.*?>", "", html)
    assert "<mark>人</mark><mark>权</mark><mark>建</mark><mark>议</mark>" in html
    first, last = (text.strip(" …") for text in shown.split("人权建议"))
    assert before.strip().endswith(first) and after.strip().startswith(last)
    assert min(60, len(before)) <= len(first) <= 120 and min(180, len(after)) <= len(last) <= 240
    assert (shown.startswith("… "), shown.endswith(" …")) == (len(before) > 120, len(after) > 240)


def test_a_summary_without_blanks_is_shown_in_part(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    publish(platform, "", original_language="zh", title={"zh": "题目"}, summary={"zh": "一" * 300}, body={"zh": "正文"})
    html = ask(QUERY, {"search": "题目"})["data"]["practices"]["nodes"][0]["highlight"]["excerpt"]
    assert html == f'<span lang="zh" dir="ltr">{"一" * 240} …</span>'
