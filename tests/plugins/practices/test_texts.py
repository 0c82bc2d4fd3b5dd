"""The texts of practices: rendered, found, revised, and refused if they are invalid."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import Ask
from tests.factories import Made
from tests.plugins.practices.steps import DRAFT, TEXT, change


def test_rendered_html_is_safe(ask: Ask, author: Made) -> None:
    text = {
        **TEXT,
        "language": "AR",
        "body": "<script>alert(1)</script> [x](javascript:alert(1)) ![i](https://example.org/i.png) "
        '<b onclick="x()">نص</b> [ok](https://example.org/) [here](/page) [there](//example.org/) [up](#top)',
    }
    created = ask(DRAFT, {"participant": author.id, "text": text}, author.viewer)["data"]["draftPractice"]["practice"]
    query = "query($id: ID!) { practice(id: $id) { bodyHtml body } }"
    found = ask(query, {"id": created["id"]}, author.viewer)["data"]["practice"]
    assert found["body"] == text["body"]
    html = found["bodyHtml"]
    assert html.startswith('<div lang="ar" dir="rtl">')
    assert re.findall('href="([^"]*)"', html) == ["https://example.org/i.png", "https://example.org/"]
    for evil in ("<script", "<b", "<img", 'href="javascript'):
        assert evil not in html


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("AR", "الممارسات الوطنية", "الوطنية"),
        ("ZH", "国家机制的做法", "机制"),
        ("RU", "Национальная практика", "практик"),
    ],
)
def test_other_alphabets_are_found(ask: Ask, author: Made, language: str, title: str, words: str) -> None:
    text = {**TEXT, "language": language, "title": title}
    created = ask(DRAFT, {"participant": author.id, "text": text}, author.viewer)["data"]["draftPractice"]["practice"]
    found = ask("query($w: String) { practices(search: $w) { nodes { id title } } }", {"w": words}, author.viewer)[
        "data"
    ]
    assert found["practices"]["nodes"] == [{"id": created["id"], "title": title}]


def test_a_revision_keeps_a_day_that_is_left_out_and_removes_one_that_is_null(
    ask: Ask, author: Made, practice: str
) -> None:
    days = []
    for given in ({"startedOn": "2024-05-09"}, {"tags": ["data"]}, {"startedOn": None}):
        revised = ask(
            "mutation($input: RevisePracticeInput!) { revisePractice(input: $input) { practice { startedOn } } }",
            {"input": {"practice": practice, **given}},
            author.viewer,
        )
        days.append(revised["data"]["revisePractice"]["practice"]["startedOn"])
    assert days == ["2024-05-09", "2024-05-09", None]


def test_a_revision_that_changes_nothing_is_refused(ask: Ask, author: Made, practice: str) -> None:
    by = f'practice: "{practice}"'
    fields = ", ".join(f"{name}: {json.dumps(words)}" for name, words in TEXT.items() if name != "language")
    text = f"text: {{language: ES, {fields}}}"
    linked = 'links: [{url: "https://a.example/", title: "A"}]'
    assert change(ask, "revisePractice", f"{by}, {linked}", author.viewer)["practice"]["revision"] == 2
    for same in (text, 'tags: ["education", "Children"]', linked, f"{text}, {linked}, objectives: [6, 3]", 'note: "x"'):
        refused = change(ask, "revisePractice", f"{by}, {same}", author.viewer)
        assert refused == {"practice": None, "errors": [{"code": "INVALID", "path": ["practice"]}]}, same
    changed = f'{text}, {linked}, tags: ["education"]'
    assert change(ask, "revisePractice", f"{by}, {changed}", author.viewer)["practice"]["revision"] == 3


def test_a_revision_keeps_texts_that_are_left_out_and_removes_those_that_are_null(
    ask: Ask, author: Made, practice: str
) -> None:
    seen = []
    for given in ({"results": "Less waiting", "challenges": "Time"}, {"title": "Revised"}, {"results": None}):
        text = {**TEXT, **given}
        revised = ask(
            "mutation($input: RevisePracticeInput!) { revisePractice(input: $input) { practice { results challenges } } }",
            {"input": {"practice": practice, "text": text}},
            author.viewer,
        )
        seen.append(tuple(revised["data"]["revisePractice"]["practice"].values()))
    assert seen == [("Less waiting", "Time"), ("Less waiting", "Time"), (None, "Time")]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ('links: [{url: "https://a.example/"}, {url: "javascript:alert(1)"}]', ["links", "1", "url"]),
        ('links: [{url: "https://a.example/", title: "a\\nb"}]', ["links", "0", "title"]),
        ("objectives: [1, 6, 7]", ["objectives", "2"]),
        ("sustainableDevelopmentGoals: [0]", ["sustainableDevelopmentGoals", "0"]),
        ('tags: ["reporting", " ", "a;b"]', ["tags", "2"]),
    ],
)
def test_a_refusal_names_the_place_in_a_list(
    ask: Ask, author: Made, practice: str, fields: str, path: list[str]
) -> None:
    refused = change(ask, "revisePractice", f'practice: "{practice}", {fields}', author.viewer)
    assert refused == {"practice": None, "errors": [{"code": "INVALID", "path": path}]}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ({**TEXT, "title": " "}, ["text", "title"]),
        ({**TEXT, "title": "x" * 301}, ["text", "title"]),
        ({**TEXT, "body": "x" * 200_001}, ["text", "body"]),
    ],
)
def test_an_invalid_text_is_refused(ask: Ask, author: Made, text: dict[str, str], path: list[str]) -> None:
    payload = ask(DRAFT, {"participant": author.id, "text": text}, author.viewer)["data"]["draftPractice"]
    assert payload["practice"] is None
    assert payload["errors"][0]["code"] == "INVALID"
    assert payload["errors"][0]["path"] == path
