"""Counts and facets of practices: found once for all pages, and always those of the moment and of the reader."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.test_pages import publish

COUNTED = """query($after: String, $filter: PracticeFilter, $search: String) {
  practices(first: 1, after: $after, filter: $filter, search: $search) {
    totalCount facets { tags { value count } } pageInfo { endCursor } nodes { title } other: totalCount } }"""


def told(ask: Ask, viewer: Viewer = PUBLIC, **variables: Any) -> tuple[int, dict[str, int]]:
    """The count and the facet of tags, the same in each place of the answer."""
    found = ask(COUNTED, variables, viewer)["data"]["practices"]
    assert found["other"] == found["totalCount"]
    return found["totalCount"], {each["value"]: each["count"] for each in found["facets"]["tags"]}


def test_what_is_published_is_counted_at_once(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    for number in range(1, 4):
        publish(platform, f"Plan {number}", tags=["plans"])
        assert [told(ask), told(ask)] == [(number, {"plans": number})] * 2
    assert told(ask, filter={"tags": ["none"]}) == (0, {"plans": 3})
    assert told(ask, search="1") == (1, {"plans": 1})
    assert told(ask) == (3, {"plans": 3})


def test_each_reader_is_told_what_it_may_see(platform: Platform, ask: Ask) -> None:
    ours, theirs = make_member(platform, "PRY").key, make_member(platform, "PRT").key
    publish(platform, "Published", tags=["open"])
    publish(platform, "Draft", status="DRAFT", published_at=None, tags=["ours"])
    publish(platform, "Draft", status="DRAFT", published_at=None, tags=["theirs"], state="PRT")
    for _ in range(2):
        assert told(ask) == (1, {"open": 1})
        assert told(ask, Viewer(Role.FOCAL_POINT, ours)) == (2, {"open": 1, "ours": 1})
        assert told(ask, Viewer(Role.FOCAL_POINT, theirs)) == (2, {"open": 1, "theirs": 1})
        assert told(ask, Viewer(Role.ADMINISTRATOR)) == (3, {"open": 1, "ours": 1, "theirs": 1})


def test_a_further_page_is_not_counted_again(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    for number in range(3):
        publish(platform, f"Plan {number}", number + 1, tags=["plans"])
    first = ask(COUNTED)["data"]["practices"]
    with platform.database.engine.begin() as unnoticed:
        unnoticed.execute(text("DELETE FROM practices_terms"))
    second = ask(COUNTED, {"after": first["pageInfo"]["endCursor"]})["data"]["practices"]
    assert (second["totalCount"], second["facets"]) == (first["totalCount"], first["facets"])
    assert second["nodes"] != first["nodes"]
    publish(platform, "Another plan", tags=["new"])
    assert told(ask) == (4, {"new": 1})
