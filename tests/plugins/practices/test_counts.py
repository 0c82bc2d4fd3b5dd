"""Counts and facets of practices: computed once for all pages, and correct at each moment for each reader."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from itertools import combinations
from random import Random
from sys import getsizeof
from typing import Any

import pytest
from sqlalchemy import insert, literal, select, text, update

from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from plugins.practices.bitmaps import rebuild
from plugins.practices.tables import numbers, practices
from schema import Bits
from schema.weaving.connections import gathering
from schema.weaving.connections.results import Result
from tests.conftest import Ask, NewPlatform
from tests.factories import make_member
from tests.plugins.practices.steps import publish
from tests.plugins.practices.subject import PracticesSubject

COUNTED = """query($after: String, $filter: PracticeFilter, $search: String) {
  practices(first: 1, after: $after, filter: $filter, search: $search) {
    totalCount facets { tags { value count } } pageInfo { endCursor } nodes { title } other: totalCount } }"""


def counts_for(ask: Ask, viewer: Viewer = PUBLIC, **variables: Any) -> tuple[int, dict[str, int]]:
    """The count and the facet of tags, which are the same in each place of the answer."""
    found = ask(COUNTED, variables, viewer)["data"]["practices"]
    assert found["other"] == found["totalCount"]
    return found["totalCount"], {each["value"]: each["count"] for each in found["facets"]["tags"]}


def test_a_published_practice_is_counted_at_once(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    for number in range(1, 4):
        publish(platform, f"Plan {number}", tags=["plans"])
        assert [counts_for(ask), counts_for(ask)] == [(number, {"plans": number})] * 2
    assert counts_for(ask, filter={"tags": ["none"]}) == (0, {"plans": 3})
    assert counts_for(ask, search="1") == (1, {"plans": 1})
    assert counts_for(ask) == (3, {"plans": 3})


def test_a_list_of_one_value_is_found_like_any_other(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    publish(platform, "Plan", tags=["plans"])
    publish(platform, "Law", tags=["laws"])
    asked = "query($filter: PracticeFilter) { practices(filter: $filter) { totalCount nodes { title } } }"
    found = {("plans",): ["Plan"], ("laws",): ["Law"], ("plans", "laws"): ["Law", "Plan"], ("plans", "none"): ["Plan"]}
    for tags, titles in [*found.items(), ((), []), *found.items()]:
        page = ask(asked, {"filter": {"tags": list(tags)}})["data"]["practices"]
        assert (page["totalCount"], sorted(node["title"] for node in page["nodes"])) == (len(titles), titles)


@pytest.mark.parametrize("asked", [lambda long: {"search": long}, lambda long: {"filter": {"tags": [long]}}])
def test_ever_new_questions_do_not_take_ever_more_memory(
    new_database: Callable[[str], str],
    new_platform: NewPlatform,
    engine_name: str,
    asking: Callable[[Platform], Ask],
    asked: Callable[[str], dict[str, Any]],
) -> None:
    """Cached counts are weighed with their keys: 30 questions of 200,000 signs leave far less behind."""
    ask = asking(new_platform(new_database(engine_name), cache_bytes=4_000_000))
    counts_for(ask, **asked("begun"))
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(30):
            counts_for(ask, **asked(f"{number}".ljust(200_000, "x")))
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 2_000_000


def test_the_memory_of_documents_with_literal_values_is_bounded_by_their_size(platform: Platform, ask: Ask) -> None:
    """The SQL of each of them, which is long and the same, is not stored for each."""
    for number in range(30):
        fields = (
            f'f{place}: practices(search: "{number} {place}") {{ totalCount facets {{ tags {{ value }} }} }}'
            for place in range(4)
        )
        assert "errors" not in ask(f"{{ {' '.join(fields)} }}")
    cache = platform.engine.whole_results.cache
    held = sum(getsizeof(part) for key, (_, texts) in cache.entries.items() for part in (*key, *texts))
    assert len(cache.entries) == 30
    assert held < cache.total < 100_000


def test_each_reader_gets_the_counts_of_what_it_may_see(platform: Platform, ask: Ask) -> None:
    ours, theirs = make_member(platform, "PRY").key, make_member(platform, "PRT").key
    publish(platform, "Published", tags=["open"])
    publish(platform, "Draft", status="DRAFT", published_at=None, tags=["ours"])
    publish(platform, "Draft", status="DRAFT", published_at=None, tags=["theirs"], state="PRT")
    for _ in range(2):
        assert counts_for(ask) == (1, {"open": 1})
        assert counts_for(ask, Viewer(Role.FOCAL_POINT, ours)) == (2, {"open": 1, "ours": 1})
        assert counts_for(ask, Viewer(Role.FOCAL_POINT, theirs)) == (2, {"open": 1, "theirs": 1})
        assert counts_for(ask, Viewer(Role.ADMINISTRATOR)) == (3, {"open": 1, "ours": 1, "theirs": 1})


def test_a_gathered_page_is_full_although_some_rows_are_hidden(
    platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "FEW", 2)
    make_member(platform, "PRY")
    for number in range(5):
        publish(platform, f"Draft {number}", status="DRAFT", published_at=None, tags=["rare"])
    publish(platform, "Published", tags=["rare"])
    for viewer, number in ((PUBLIC, 1), (Viewer(Role.ADMINISTRATOR), 6)):
        found = ask('{ practices(filter: {tags: ["rare"]}) { nodes { title } } }', viewer=viewer)
        assert len(found["data"]["practices"]["nodes"]) == number


def test_a_further_page_is_not_counted_again(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    for number in range(3):
        publish(platform, f"Plan {number}", number + 1, tags=["plans"])
    first = ask(COUNTED)["data"]["practices"]
    with platform.database.engine.begin() as unnoticed:
        unnoticed.execute(text("DELETE FROM practices_counts WHERE kind = 'tag'"))
    second = ask(COUNTED, {"after": first["pageInfo"]["endCursor"]})["data"]["practices"]
    assert (second["totalCount"], second["facets"]) == (first["totalCount"], first["facets"])
    assert second["nodes"] != first["nodes"]
    publish(platform, "Another plan", tags=["new"])
    assert counts_for(ask) == (4, {"new": 1})


FACETS = """totalCount facets { capacities { value count } systems { value count } regionalGroups { value count }
  sustainableDevelopmentGoals { value count } tags { value count } languages { value count } }"""
ASKED = (
    f"query($filter: PracticeFilter, $search: String) {{ practices(filter: $filter, search: $search) {{ {FACETS} }} }}"
)
WANTED: dict[str, list[Any]] = {
    "capacities": [["COORDINATION"], ["COORDINATION", "ENGAGEMENT"], []],
    "systems": [["TREATY_BODIES"], ["TREATY_BODIES", "SPECIAL_PROCEDURES"]],
    "sustainableDevelopmentGoals": [[4], [4, 16, 16], [99]],
    "tags": [["children"], [" Children ", "data", "nothing"], []],
    "language": ["EN", "FR", "AR"],
    "state": ["State:604", "State:4"],
    "regionalGroup": ["AFRICA", "LATIN_AMERICA_AND_CARIBBEAN"],
    "status": ["PUBLISHED", "DRAFT"],
    "publishedFrom": ["2025-01-10"],
}


def test_counts_from_bitmaps_are_those_of_the_rows_for_each_reader(
    platform: Platform, new_platform: NewPlatform, asking: Callable[[Platform], Ask], monkeypatch: pytest.MonkeyPatch
) -> None:
    PracticesSubject().fill(platform)
    with platform.database.transaction() as session:
        drafted = select(practices.c.participant_id).where(practices.c.status == "DRAFT")
        ours = session.execute(drafted).scalars().first()
        in_three_blocks = Bits.LENGTH * (2 + numbers.c.number % 3) + numbers.c.number // 3
        session.execute(update(numbers).values(number=in_three_blocks))
        rebuild(session)
    viewers = [PUBLIC, *(Viewer(role, ours, name="Test") for role in (Role.FOCAL_POINT, Role.COMMITTEE, Role.OBSERVER))]
    viewers += [Viewer(Role.PARTNER, partner=1), Viewer(Role.ADMINISTRATOR)]
    filters: list[dict[str, Any]] = [{}, *({name: value} for name, values in WANTED.items() for value in values)]
    filters += [{**one, **other} for one, other in combinations(filters[1:], 2) if one.keys() != other.keys()]
    counting = new_platform(platform.settings.database_url, cache_bytes=0)
    ask, ask_counting = asking(platform), asking(counting)
    random, counted = Random("readers"), set()
    for viewer in viewers:
        for filter_ in random.sample(filters, 20):
            given = {"filter": filter_, "search": random.choice((None, None, "fictitious", "children", "data"))}
            found = ask(ASKED, given, viewer)["data"]["practices"]
            with monkeypatch.context() as without_bitmaps:
                without_bitmaps.setattr(Result, "by_bitmaps", lambda *_: None)
                assert ask_counting(ASKED, given, viewer)["data"]["practices"] == found, (viewer, given)
            counted.add((viewer.role, found["totalCount"]))
    assert all(len({count for role, count in counted if role is viewer.role}) > 3 for viewer in viewers)


def test_published_practices_are_counted_by_bitmaps_and_the_others_by_rows(platform: Platform, ask: Ask) -> None:
    ours, theirs = make_member(platform, "PRY").key, make_member(platform, "PRT").key
    publish(platform, "Published", tags=["open"])
    publish(platform, "Draft", status="DRAFT", published_at=None, tags=["draft"])
    with platform.database.transaction() as session:
        session.execute(text("DELETE FROM practices_bitmaps"))
        session.execute(text("DELETE FROM practices_counts"))
        # As one that was published before has a number.
        numbered = select(practices.c.id, literal(9)).where(practices.c.status == "DRAFT")
        session.execute(insert(numbers).from_select(["practice_id", "number"], numbered))
    for viewer in (PUBLIC, Viewer(Role.PARTNER, partner=1), Viewer(Role.FOCAL_POINT, theirs)):
        assert counts_for(ask, viewer) == (0, {})
    for role in (Role.OBSERVER, Role.FOCAL_POINT, Role.COMMITTEE, Role.COORDINATOR, Role.ADMINISTRATOR):
        for asked in ({}, {"search": "draft"}, {"filter": {"tags": ["draft"]}}):
            assert counts_for(ask, Viewer(role, ours), **asked) == (1, {"draft": 1}), (role, asked)
    assert counts_for(ask, search="published") == counts_for(ask, filter={"publishedFrom": "2025-01-01"}) == (1, {})
    bitless = ask('{ state(isoAlpha3: "PRY") { practices { totalCount facets { tags { value } } } } }')
    assert bitless["data"]["state"]["practices"] == {"totalCount": 1, "facets": {"tags": [{"value": "open"}]}}
