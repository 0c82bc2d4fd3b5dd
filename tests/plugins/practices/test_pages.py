"""Pages of practices while others are published, and the ranks of a search."""

from __future__ import annotations

from itertools import count
from random import Random

import pytest

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.steps import publish

OTHER = {"ASC": "DESC", "DESC": "ASC"}
PAGE = """query($after: String, $search: String, $order: PracticeOrder, $direction: OrderDirection) {
  practices(first: 3, after: $after, search: $search, orderBy: $order, direction: $direction) {
    nodes { id } pageInfo { hasNextPage endCursor } } }"""


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("order", ["RELEVANCE", "PUBLISHED_AT", "TITLE", "ADOPTIONS"])
@pytest.mark.parametrize("search", [None, "plan"])
def test_publishing_between_pages_neither_skips_nor_repeats(
    platform: Platform, ask: Ask, order: str, direction: str, search: str | None
) -> None:
    make_member(platform, "PRY")
    random, number = Random(order + direction), count()

    def another() -> str:
        title = f"{random.choice(('Plan', 'Other'))} {random.randrange(99)} {next(number)}"
        return publish(platform, title, random.randint(1, 28), body={"en": "plan " * random.randint(1, 3)})

    first = {another() for _ in range(10)}
    seen: list[str] = []
    after, more = None, True
    while more:
        variables = {"after": after, "search": search, "order": order, "direction": direction}
        page = ask(PAGE, variables)["data"]["practices"]
        seen += [node["id"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        if len(seen) < 30:
            another()
    assert len(seen) == len(set(seen))
    assert first <= set(seen)


def test_each_order_has_its_documented_default_direction(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    for day, title in enumerate(("Second", "First", "Third"), 1):
        publish(platform, title, day)
    fields = ask('{ __type(name: "Query") { fields { name args { name description } } } }')["data"]["__type"]["fields"]
    (description,) = [
        argument["description"]
        for field in fields
        for argument in field["args"]
        if (field["name"], argument["name"]) == ("practices", "direction")
    ]
    assert description.endswith("Default: DESC for RELEVANCE; ASC for PUBLISHED_AT, TITLE, ADOPTIONS.")
    for order in ("RELEVANCE", "PUBLISHED_AT", "TITLE", "ADOPTIONS"):
        asked = {"order": order}
        way = "DESC" if order == "RELEVANCE" else "ASC"
        assert (
            ask(PAGE, asked) == ask(PAGE, {**asked, "direction": way}) != ask(PAGE, {**asked, "direction": OTHER[way]})
        )


def test_a_search_puts_titles_above_summaries_above_bodies_and_the_newest_first(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    filler = {"en": "national plan " * 30}
    places = {
        "both words in the title": publish(platform, "A national plan", 1),
        "the same, later": publish(platform, "Plan, national", 2),
        "one word in the title": publish(platform, "The plan", 3, body={"en": "national"}),
        "both in the summary": publish(platform, "First", 4, summary={"en": "National plans"}),
        "one in the summary, one a tag": publish(platform, "Second", 5, summary={"en": "plan"}, tags=["national"]),
        "often in the body": publish(platform, "Third", 6, body=filler),
    }
    publish(platform, "Fourth", 7, body={"en": "plan"})
    found = ask('{ practices(search: "national plan") { nodes { id } } }')["data"]["practices"]["nodes"]
    names = {key: name for name, key in places.items()}
    assert [names[node["id"]] for node in found] == [
        "the same, later",
        "both words in the title",
        "one word in the title",
        "one in the summary, one a tag",
        "both in the summary",
        "often in the body",
    ]


def test_a_draft_does_not_change_what_outsiders_see(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    publish(platform, "A plan")
    query = '{ practices(search: "plan") { edges { cursor node { id } } totalCount facets { languages { count } } } }'
    before = ask(query)
    publish(platform, "Another plan", status="DRAFT", published_at=None, body={"en": "plan " * 99})
    assert ask(query) == before


def test_each_practice_of_a_page_has_its_own_objectives(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    publish(platform, "First", 1, objectives=[1, 6])
    publish(platform, "Second", 2, objectives=[3])
    found = ask("{ practices { nodes { objectives { number } } } }")["data"]["practices"]["nodes"]
    assert [[each["number"] for each in node["objectives"]] for node in found] == [[3], [1, 6]]


@pytest.mark.parametrize("adoptions", [1 << 31, -(1 << 31), 1 << 40, 1 << 63])
def test_a_cursor_with_an_impossible_count_is_refused(platform: Platform, ask: Ask, adoptions: int) -> None:
    make_member(platform, "PRY")
    publish(platform, "Plan", 1)
    asked = "query($c: String) { practices(orderBy: ADOPTIONS, after: $c) { edges { cursor } } }"
    cursor = ask(asked)["data"]["practices"]["edges"][0]["cursor"]
    tag, _, key = bytes.fromhex(cursor).decode().split("\x1f")
    forged = ask(asked, {"c": f"{tag}\x1f{adoptions}\x1f{key}".encode().hex()})
    assert [error["extensions"]["code"] for error in forged["errors"]] == ["INVALID_CURSOR"]
