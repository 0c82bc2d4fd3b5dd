"""The results of a search are in the order of the list, whatever the order of writing."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from alembic import command as alembic

from core.migrations.sources import config_of, sources
from core.migrations.upgrading import migrate
from core.platform import Platform
from plugins.practices.content import Filing, PracticeText
from plugins.practices.exchanging.loading import load
from plugins.practices.rules import life, texts
from tests.conftest import Ask
from tests.factories import SECRETARIAT, make_member, writing
from tests.plugins.practices.steps import publish, row_of

FORWARD = """query($at: String) { practices(first: 4, after: $at, search: "plan") {
  nodes { id } pageInfo { at: endCursor more: hasNextPage } } }"""
BACKWARD = """query($at: String) { practices(last: 4, before: $at, search: "plan") {
  nodes { id } pageInfo { at: startCursor more: hasPreviousPage } } }"""
NEAR = [1, 2, 3, 4, 5, 6, 7, (1 << 52) + 1, (1 << 52) + 2, (1 << 53) - 2, (1 << 53) - 1, 1 << 56]
"""Keys, many of which prefer the same place."""


def found(ask: Ask, document: str = FORWARD, at: str | None = None) -> list[str]:
    """All results of a search, page by page, the newest first. at: the cursor at which to continue."""
    seen: list[str] = []
    more = True
    while more:
        page = ask(document, {"at": at})["data"]["practices"]
        ids = [node["id"] for node in page["nodes"]]
        seen = seen + ids if document is FORWARD else ids + seen
        at, more = page["pageInfo"]["at"], page["pageInfo"]["more"]
    return seen


def publish_near(platform: Platform, order: str) -> list[str]:
    """Practices of three seconds, with keys that are close to each other; in the expected order."""
    wanted = [(second, key + (second << 20)) for second in (58, 59, 60) for key in NEAR]
    made = sorted(wanted, reverse=order == "the newest first")
    if order == "in no order":
        Random(order).shuffle(made)
    for second, key in made:
        moment = f"2025-01-31T23:{second // 60 + 58}:{second % 60:02}Z"
        publish(platform, f"Plan {key}", id=f"Practice:{key}", published_at=moment)
    return [f"Practice:{key}" for _, key in sorted(wanted, reverse=True)]


@pytest.mark.parametrize("order", ["the oldest first", "the newest first", "in no order"])
def test_practices_of_the_same_second_are_ordered_by_their_keys(platform: Platform, ask: Ask, order: str) -> None:
    make_member(platform, "PRY")
    wanted = publish_near(platform, order)
    assert found(ask) == found(ask, BACKWARD) == wanted


@pytest.mark.parametrize("order", ["the newest first", "between two", "in no order"])
def test_many_practices_of_the_same_second_are_imported_in_any_order(platform: Platform, ask: Ask, order: str) -> None:
    """A list from elsewhere, numbered from 1, and published at one moment."""
    make_member(platform, "PRY")
    keys = [*range(260, 0, -1)]
    if order == "between two":
        keys = [1, *keys[:-1]]
    elif order == "in no order":
        Random(order).shuffle(keys)
    with writing(platform) as current:
        for key in keys:
            load(current, row_of(f"Plan {key}", id=f"Practice:{key}"))
    publish(platform, "Plan of a day later", 2, id="Practice:300")
    page = ask("""{ practices(first: 100, search: "plan") { nodes { id } } }""")["data"]["practices"]["nodes"]
    assert [node["id"] for node in page] == [f"Practice:{key}" for key in (300, *range(260, 161, -1))]
    oldest = ask("""{ practices(last: 100, search: "plan") { nodes { id } } }""")["data"]["practices"]["nodes"]
    assert [node["id"] for node in oldest] == [f"Practice:{key}" for key in range(100, 0, -1)]
    [only] = ask("""{ practices(search: "plan 130") { nodes { id } } }""")["data"]["practices"]["nodes"]
    assert only == {"id": "Practice:130"}


def test_an_old_draft_is_found_as_the_newest_once_it_is_published(platform: Platform, ask: Ask) -> None:
    author, reviewer = make_member(platform, "PRY"), make_member(platform, "MAR")
    at = [datetime(2025, 1, day, tzinfo=UTC) for day in (1, 20)]
    with writing(platform, author.viewer, at[0]) as current:
        text = PracticeText("en", "Plan of long ago", "Fictitious", "Fictitious")
        draft = texts.draft_practice(current, author.key, text, Filing())
        life.submit_practice(current, draft)
    others = [publish(platform, f"Plan {day}", day) for day in range(10, 16)]
    with writing(platform, reviewer.viewer, at[1]) as current:
        life.review_practice(current, draft, True, "Fictitious")
    with writing(platform, SECRETARIAT, at[1]) as current:
        life.publish_practice(current, draft)
    assert found(ask) == [f"Practice:{draft}", *reversed(others)]


def test_a_revised_practice_is_found_once_by_its_present_texts(platform: Platform, ask: Ask) -> None:
    author = make_member(platform, "PRY")
    older, newer = publish(platform, "Plan", 1), publish(platform, "Plan too", 2)
    for title, wanted in (("Another", [newer]), ("Plan again", [newer, older])):
        with writing(platform, author.viewer) as current:
            text = PracticeText("en", title, "Fictitious", "Fictitious")
            texts.revise_practice(current, int(older.partition(":")[2]), text, Filing(), None, None)
        assert found(ask) == wanted


def test_an_upgraded_database_is_searched_in_the_same_order(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    wanted = publish_near(platform, "in no order")
    with platform.database.transaction() as session:
        folder, metadata = sources(platform.plugins)["practices"]
        alembic.downgrade(config_of("practices", folder, metadata, session.connection()), "practices_0004")
    migrate(platform.database, platform.plugins)
    assert found(ask) == found(ask, BACKWARD) == wanted
    publish(platform, "Plan of a day later", id="Practice:9", published_at="2025-02-01T23:00:00Z")
    assert found(ask) == ["Practice:9", *wanted]


def test_results_that_multiply_between_two_pages_are_continued(platform: Platform, ask: Ask) -> None:
    """PostgreSQL finds many results in another way than few, depending on the sample: keys that are multiples of 64."""
    make_member(platform, "PRY")
    in_titles, in_bodies = list[tuple[int, int]](), list[tuple[int, int]]()

    def more() -> None:
        for day in range(1, 7):
            number = len(in_titles) + 1
            in_titles.append((day, number << 6))
            in_bodies.append((day, number << 12))
            publish(platform, f"Plan {number}", day, id=f"Practice:{in_titles[-1][1]}")
            publish(platform, f"Other {number}", day, id=f"Practice:{in_bodies[-1][1]}", body={"en": "plan"})

    more()
    page = ask(FORWARD, {"at": None})["data"]["practices"]
    more()
    wanted = [f"Practice:{key}" for kind in (in_titles, in_bodies) for _, key in sorted(kind, reverse=True)]
    assert found(ask) == found(ask, BACKWARD) == wanted
    last = page["nodes"][-1]["id"]
    assert found(ask, at=page["pageInfo"]["at"]) == wanted[wanted.index(last) + 1 :]
