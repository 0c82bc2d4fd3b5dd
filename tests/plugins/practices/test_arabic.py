"""A search in Arabic: the article is joined to its word, and does not count."""

from __future__ import annotations

import pytest

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.steps import publish

FOUND = """query($search: String!) { practices(search: $search) { totalCount nodes { id highlight(search: $search) {
  title } } } }"""


@pytest.fixture
def practice(platform: Platform) -> str:
    make_member(platform, "PRY")
    made = publish(
        platform,
        "ممارسة خيالية للتشاور",
        original_language="ar",
        title={"ar": "ممارسة خيالية للتشاور"},
        summary={"ar": "آلية والمتابعة بالتوصيات"},
        body={"ar": "الحق في التنمية"},
    )
    publish(platform, "A fictitious plan")
    return made


@pytest.mark.parametrize(
    "search",
    [
        "تشاور", "التشاور", "للتشاور", "بالتشاور", "والتشاور", "التَّشَاوُر", "تشا", "متابعة", "المتابعة", "توصيات", "كالتوصيات",
        "حق", "الحق", "للحق", "تنمية التشاور", "خيالية الممارسة", '"خيالية للتشاور"', "تشاور -plan",
    ],
)  # fmt: skip
def test_a_word_is_found_with_any_article_or_none(ask: Ask, practice: str, search: str) -> None:
    found = ask(FOUND, {"search": search})["data"]["practices"]
    assert (found["totalCount"], [node["id"] for node in found["nodes"]]) == (1, [practice])


@pytest.mark.parametrize("search", ['"التشاور"', '"خيالية التشاور"', "ممارسة -التشاور", "شاور", "التشاورات", "لحق"])
def test_a_phrase_is_found_only_as_it_is_typed(ask: Ask, practice: str, search: str) -> None:
    assert ask(FOUND, {"search": search})["data"]["practices"] == {"totalCount": 0, "nodes": []}


def test_the_word_is_marked_with_its_article(ask: Ask, practice: str) -> None:
    (found,) = ask(FOUND, {"search": "تشاور"})["data"]["practices"]["nodes"]
    assert "<mark>للتشاور</mark>" in found["highlight"]["title"]


def test_only_the_first_words_of_a_search_count(ask: Ask, practice: str) -> None:
    search = " ".join(["التشاور", "متابعة", "والتوصيات"] * 20)
    assert ask(FOUND, {"search": search})["data"]["practices"]["totalCount"] == 1
