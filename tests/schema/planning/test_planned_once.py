"""What is asked again with other values is planned once; of ids that are looked up, once for each type."""

from __future__ import annotations

from typing import Any

import pytest

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member

WORDS = """query($text: String!, $names: [String!], $after: String) {
  practices(search: $text, filter: {tags: $names}) { totalCount nodes { id title } }
  states(filter: {nameContains: $text}, first: 2, after: $after) { nodes { name } edges { cursor node { id } } } }"""
ONE = "query($id: ID!) { node(id: $id) { __typename ... on State { name } ... on Participant { standing } } }"
FROM_A_FRAGMENT = """query($id: ID!) { ...root ... { again: node(id: $id) { id } } }
  fragment root on Query { ...deeper ...deeper }
  fragment deeper on Query { node(id: $id) { __typename ... on State { name } ... on Participant { standing } } }"""
SOME = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
ONE_OF_TWO = 'query($id: ID!) { nodes(ids: [$id, "State:504"]) { __typename id } }'


def plans(platform: Platform, document: str) -> int:
    """How many plans there are of a document's operation on the platform's engine."""
    kept = platform.engine.documents.get(document)
    assert kept is not None
    engine = platform.database.dialect
    return sum(made_for == engine for ((made_for, _), *_) in kept.operation(None).plans)


def test_other_words_other_names_and_other_pages_are_no_other_plan(platform: Platform, ask: Ask) -> None:
    first = ask(WORDS, {"text": "a", "names": ["one"], "after": None})["data"]["states"]
    for word, names in (("b", ["one"]), ("paraguay", ["two"]), ("State:600", ["State:600"])):
        answer = ask(WORDS, {"text": word, "names": names, "after": None})
        assert "errors" not in answer
    assert plans(platform, WORDS) == 1
    after = first["edges"][-1]["cursor"]
    for _ in range(3):
        page = ask(WORDS, {"text": "a", "names": ["one"], "after": after})["data"]["states"]
        assert page["nodes"]
        assert after != page["edges"][-1]["cursor"]
        after = page["edges"][-1]["cursor"]
    assert plans(platform, WORDS) == 2, "the first page and those after it"


@pytest.mark.parametrize("document", [ONE, FROM_A_FRAGMENT])
def test_what_is_looked_up_is_planned_once_for_each_type(platform: Platform, ask: Ask, document: str) -> None:
    member = make_member(platform, "PRY")
    for _ in range(2):
        state = ask(document, {"id": "State:600"})["data"]["node"]
        assert (state["__typename"], state["name"]) == ("State", "Paraguay")
        assert ask(document, {"id": "State:504"})["data"]["node"]["name"] == "Morocco"
        found = ask(document, {"id": member.id})["data"]["node"]
        assert (found["__typename"], found["standing"]) == ("Participant", "MEMBER")
    assert plans(platform, document) == 2


@pytest.mark.parametrize(
    ("document", "given"), [(SOME, lambda one: {"ids": [one, "State:504"]}), (ONE_OF_TWO, lambda one: {"id": one})]
)
def test_ids_looked_up_together_are_planned_once_for_the_types_that_they_are_of(
    platform: Platform, ask: Ask, document: str, given: Any
) -> None:
    member = make_member(platform, "PRY")
    for one, kind in (("State:600", "State"), ("State:620", "State"), (member.id, "Participant")):
        found = ask(document, given(one))["data"]["nodes"]
        assert [each["__typename"] for each in found] == [kind, "State"]
        assert [each["id"] for each in found] == [one, "State:504"]
    assert plans(platform, document) == 2
