"""The writes that each status of a practice allows and refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core import Invalid
from core.identity import Viewer
from core.platform import Platform
from plugins.practices.content import Filing, PracticeText
from plugins.practices.rules.texts import draft_practice, revise_practice
from tests.conftest import Ask
from tests.factories import make_member, writing
from tests.plugins.practices.steps import DRAFT, TEXT, change

DRAFT_WITH_LINKS = """mutation($input: DraftPracticeInput!) {
  draftPractice(input: $input) { practice { links { title } } errors { message } } }"""


def test_each_status_refuses_the_writes_that_it_rules_out(platform: Platform, ask: Ask, administrator: Viewer) -> None:
    """(P1, P2, P5)"""
    author, reviewer = make_member(platform, "PRY"), make_member(platform, "MAR")
    drafted = ask(DRAFT, {"participant": author.id, "text": TEXT}, author.viewer)["data"]["draftPractice"]
    practice = drafted["practice"]["id"]
    by = f'practice: "{practice}"'
    every = {
        "submitPractice": (by, author.viewer),
        "revisePractice": (f'{by}, tags: ["data"]', author.viewer),
        "reviewPractice": (f'{by}, verdict: APPROVE, comment: "Good"', reviewer.viewer),
        "publishPractice": (by, administrator),
        "adoptPractice": (f'{by}, participant: "{reviewer.id}"', reviewer.viewer),
        "withdrawPractice": (f'{by}, reason: "Over"', author.viewer),
        "translatePractice": (
            f'{by}, text: {{language: FR, title: "Titre", summary: "Bref", body: "Corps"}}', author.viewer
        ),
    }  # fmt: skip

    def wrong(*names: str) -> None:
        for name in names:
            fields, viewer = every[name]
            answer = "adoption { id }" if name == "adoptPractice" else "practice { id }"
            assert change(ask, name, fields, viewer, answer)["errors"] == [
                {"code": "WRONG_STATUS", "path": ["practice"]}
            ], name

    def message_of_a_revision() -> str:
        fields, viewer = every["revisePractice"]
        asked = ask(f"mutation {{ revisePractice(input: {{{fields}}}) {{ errors {{ message }} }} }}", viewer=viewer)
        (error,) = asked["data"]["revisePractice"]["errors"]
        return str(error["message"])

    wrong("publishPractice")
    change(ask, "submitPractice", *every["submitPractice"])
    wrong("submitPractice", "revisePractice", "adoptPractice", "translatePractice")
    assert "wait until it is published or sent back" in message_of_a_revision()
    change(ask, "reviewPractice", *every["reviewPractice"])
    change(ask, "publishPractice", by, administrator)
    wrong("submitPractice", "reviewPractice", "publishPractice")
    change(ask, "withdrawPractice", *every["withdrawPractice"])
    wrong(*every)
    assert "draft another" in message_of_a_revision()


def test_a_published_translation_that_is_replaced_can_still_be_read(
    platform: Platform, ask: Ask, administrator: Viewer
) -> None:
    """(P3) The first one replaces nothing."""
    author, reviewer = make_member(platform, "PRY"), make_member(platform, "MAR")
    drafted = ask(DRAFT, {"participant": author.id, "text": TEXT}, author.viewer)["data"]["draftPractice"]
    by = f'practice: "{drafted["practice"]["id"]}"'

    def translated(title: str) -> list[dict[str, object]]:
        text = f'text: {{language: FR, title: "{title}", summary: "Bref", body: "Corps"}}'
        answer = "practice { revisions { number title(language: FR) languages } }"
        found: list[dict[str, object]] = change(ask, "translatePractice", f"{by}, {text}", administrator, answer)[
            "practice"
        ]["revisions"]
        return found

    change(ask, "submitPractice", by, author.viewer)
    change(ask, "reviewPractice", f'{by}, verdict: APPROVE, comment: "Good"', reviewer.viewer)
    change(ask, "publishPractice", by, administrator)
    assert translated("Premier") == []
    original = TEXT["language"]
    first = {"number": 2, "title": "Premier", "languages": sorted([original, "FR"])}
    assert translated("Second") == [first]
    assert translated("Tiers") == [first, {**first, "number": 3, "title": "Second"}]
    again = f'{by}, text: {{language: FR, title: "Tiers", summary: "Bref", body: "Corps"}}'
    (refused,) = change(ask, "translatePractice", again, administrator)["errors"]
    assert (refused["code"], refused["path"]) == ("INVALID", ["text"])


def test_a_revision_keeps_links_that_are_left_out_and_replaces_those_that_are_given(
    platform: Platform, ask: Ask
) -> None:
    author = make_member(platform, "PRY")
    drafted = ask(DRAFT, {"participant": author.id, "text": TEXT}, author.viewer)["data"]["draftPractice"]
    by = f'practice: "{drafted["practice"]["id"]}"'
    seen = []
    for given in ('links: [{url: "https://a.example/", title: "A"}]', 'tags: ["data"]', "links: []"):
        revised = change(ask, "revisePractice", f"{by}, {given}", author.viewer, "practice { links { url title } }")
        seen.append(revised["practice"]["links"])
    link = {"url": "https://a.example/", "title": "A"}
    assert seen == [[link], [link], []]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Qui sommes-nous\u00a0?", "Qui sommes-nous\u00a0?"),
        ("\u200fمن نحن", "\u200fمن نحن"),
        (" More ", "More"),
        (" ", None),
    ],
)
def test_the_title_of_a_link_is_stored_like_other_titles(
    platform: Platform, ask: Ask, written: str, kept: str | None
) -> None:
    author = make_member(platform, "PRY")
    given = {
        "participant": author.id,
        "text": TEXT,
        "links": [{"url": "https://demonstration.example/", "title": written}],
    }
    drafted = ask(DRAFT_WITH_LINKS, {"input": given}, author.viewer)["data"]["draftPractice"]
    assert drafted == {"practice": {"links": [{"title": kept}]}, "errors": []}


@pytest.mark.parametrize(("hour", "days"), [(9, 0), (10, 1)])
def test_a_practice_may_have_begun_on_any_day_that_has_begun_somewhere_on_earth(
    platform: Platform, hour: int, days: int
) -> None:
    """At ten in the morning UTC, the next day begins on Kiritimati."""
    now = datetime(2026, 3, 2, hour, tzinfo=UTC)
    latest, author = now.date() + timedelta(days=days), make_member(platform, "KIR")
    text = PracticeText("en", "Fictitious", "Fictitious", "Fictitious")
    with writing(platform, author.viewer, now) as current:
        practice = draft_practice(current, author.key, text, Filing(started_on=latest))
    with pytest.raises(Invalid, match="in the future"), writing(platform, author.viewer, now) as current:
        revise_practice(current, practice, None, Filing(started_on=latest + timedelta(days=1)), None, None)
