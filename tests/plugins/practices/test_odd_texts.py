"""Anything that a person can type, and more, passes through search, filters and texts."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from core.platform import Platform
from plugins.practices.lengths import LONGEST
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.steps import publish

NUMBER = 500
PIECES = [
    '"', "'", "''", "\\", "-", "--", "*", "(", ")", ":", "&", "|", "!", "<->", "^", "{", "}", "[", "]", "%", "_", "+", "~", "/*",
    " AND ", " OR ", " NOT ", " NEAR(", "NEAR/2", "title:", "body : ", "$1", "?1", ":1", "@@", ";", "DROP TABLE", "<b>", "&amp;",
    "\u202e", "\u200f", "\u200b", "\ufeff", "\u0301", "é", "ß", "İ", "ﬁ", "½", "²", "😀", "👩‍👩‍👧", "🇵🇾", "你", "好", "か", "한",
    "مرحبا", "الممارسة", "ـ", "שלום", "ё", "й", "\n", "\r\n", "\t", "\x01", "\x1f", "\x7f", "\ud7ff", "\ue000", "\uffff", "\U0010ffff",
    "a", "Ab", "1", "0x", "null", "true", "1e9", " ",
]  # fmt: skip
SEARCH = """query($text: String!, $tags: [String!]) {
  practices(search: $text, filter: {tags: $tags}, orderBy: RELEVANCE) { totalCount nodes { id title } facets { tags { value count } } }
  found: practices(search: $text) { edges { cursor node { id } } pageInfo { hasNextPage } }
  tagged: practices(filter: {tags: $tags}) { totalCount }
  state(isoAlpha3: $text) { id } states(filter: {nameContains: $text}) { totalCount } }"""
DRAFT = """mutation($participant: ID!, $text: TextInput!, $tags: [String!]) {
  draftPractice(input: {participant: $participant, text: $text, tags: $tags}) {
    practice { id title body bodyHtml tags } errors { code } } }"""

MARKDOWN = """mutation($participant: ID!, $text: TextInput!) { draftPractice(input: {participant: $participant, text: $text}) {
  practice { body challenges results } errors { code message path } } }"""


def odd_texts() -> list[str]:
    random = Random(500)
    made = [
        *PIECES,
        "",
        '"' * 99,
        "-" * 99,
        "a" * 10_000,
        "你" * 10_000,
        "a " * 5_000,
        '"a ' * 3_333,
        "\u0301" * 10_000,
        "[" * 10_000,
    ]
    while len(made) < NUMBER:
        made.append("".join(random.choice(PIECES) for _ in range(random.randint(2, 12))))
    return made


def test_odd_texts_are_searched_and_filtered_without_a_failure(platform: Platform, ask: Ask) -> None:
    author = make_member(platform, "PRY")
    for text in odd_texts():
        answer = ask(SEARCH, {"text": text, "tags": [text]}, viewer=author.viewer)
        assert "errors" not in answer, (text[:80], answer["errors"])


def test_odd_texts_are_stored_unchanged_and_found(platform: Platform, ask: Ask) -> None:
    author = make_member(platform, "PRY")
    for text in odd_texts()[::6]:
        written = {"language": "AR", "title": f"t{text[:250]}", "summary": f"s{text}"[:5_000], "body": f"b{text}"}
        answer = ask(DRAFT, {"participant": author.id, "text": written, "tags": [text[:60]]}, author.viewer)
        assert "errors" not in answer, (text[:80], answer["errors"])
        payload: dict[str, Any] = answer["data"]["draftPractice"]
        if payload["errors"]:
            assert payload["errors"][0]["code"] == "INVALID"
            assert payload["practice"] is None
            continue
        made = payload["practice"]
        assert (made["title"], made["body"]) == (written["title"].strip(), written["body"])
        assert made["bodyHtml"].startswith('<div lang="ar" dir="rtl">')
        found = ask("query($id: ID!) { practice(id: $id) { title body } }", {"id": made["id"]}, author.viewer)["data"]
        assert found["practice"] == {"title": written["title"].strip(), "body": written["body"]}


@pytest.mark.parametrize("name", ["body", "challenges", "results"])
def test_blanks_and_controls_around_markdown_are_treated_like_those_within(
    platform: Platform, ask: Ask, name: str
) -> None:
    author = make_member(platform, "PRY")

    def drafted(text: str) -> Any:
        written = {"language": "ES", "title": "t", "summary": "s", "body": "b", name: text}
        return ask(MARKDOWN, {"participant": author.id, "text": written}, author.viewer)["data"]["draftPractice"]

    for wrong, message in ((f"a{' ' * LONGEST[name]}", f"{LONGEST[name] + 1:,} characters"), ("a\x1f", "U+001F")):
        (error,) = drafted(wrong)["errors"]
        assert (error["code"], error["path"]) == ("INVALID", ["text", name])
        assert message in error["message"]
    assert drafted("    code\n\n")["practice"][name] == "    code\n\n"


def test_blank_texts_are_not_stored(platform: Platform, ask: Ask) -> None:
    author = make_member(platform, "PRY")
    written = {"language": "ES", "title": "t", "summary": "s", "body": "b", "challenges": "  ", "results": "\u200b\n"}
    drafted = ask(MARKDOWN, {"participant": author.id, "text": written}, author.viewer)["data"]["draftPractice"]
    assert drafted == {"practice": {"body": "b", "challenges": None, "results": None}, "errors": []}


@pytest.mark.parametrize("name", ["challenges", "results"])
def test_a_text_that_is_too_long_is_refused_in_plain_words(platform: Platform, ask: Ask, name: str) -> None:
    author = make_member(platform, "PRY")
    written = {"language": "EN", "title": "t", "summary": "s", "body": "b", name: "a" * 50_001}
    drafted = ask(MARKDOWN, {"participant": author.id, "text": written}, author.viewer)["data"]["draftPractice"]
    message = f"The text on {name} has 50,001 characters; 50,000 at most."
    assert drafted["errors"] == [{"code": "INVALID", "message": message, "path": ["text", name]}]


@pytest.mark.parametrize("where", ["search", "tags", "title"])
def test_a_nul_is_refused_before_it_reaches_the_database(platform: Platform, ask: Ask, where: str) -> None:
    author = make_member(platform, "PRY")
    text = {"language": "EN", "title": "a\x00b", "summary": "s", "body": "b"}
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "search": ("query($text: String) { practices(search: $text) { totalCount } }", {"text": "a\x00b"}),
        "tags": ("query($tags: [String!]) { practices(filter: {tags: $tags}) { totalCount } }", {"tags": ["\x00"]}),
        "title": (DRAFT, {"participant": author.id, "text": text}),
    }
    (error,) = ask(*asked[where], author.viewer)["errors"]
    assert error["extensions"]["code"] == "NUL"


def test_the_longest_texts_in_several_languages_are_stored_and_found(platform: Platform, ask: Ask) -> None:
    """PostgreSQL keeps about a megabyte of words: each is stored once, however often it is written."""
    make_member(platform, "PRY")
    random = Random(200_000)

    def text(letters: str, between: str) -> str:
        words = ["".join(random.choices(letters, k=8)) for _ in range(9_000)]
        return between.join(random.choices(words, k=LONGEST["body"]))[: LONGEST["body"]]

    signs = "".join(map(chr, range(0x4E00, 0x6E00)))
    body = {"en": text("abcdefghijk", " "), "ru": text("абвгдежзийк", " "), "zh": text(signs, "")}
    names = dict.fromkeys(body, "Long")
    found = publish(platform, "Long", 1, title=names, summary=names, body=body)
    for sought in (body["en"][:8], body["ru"].split()[-2], body["zh"][0]):
        answer = ask("query($text: String) { practices(search: $text) { nodes { id } } }", {"text": sought})
        assert answer == {"data": {"practices": {"nodes": [{"id": found}]}}}
