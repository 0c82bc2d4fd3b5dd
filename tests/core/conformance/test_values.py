"""Values that a plugin is asked with."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLObjectType, build_schema

from core.conformance.pool import Pool
from core.conformance.values import Values

SCHEMA = build_schema("""
input PlanFilter { participant: ID, near: [ID!], any: ID }
type Plan { id: ID! }
type Query { plan(id: ID!): Plan, plans(filter: PlanFilter): [Plan!]!, like(other: ID): Plan }
""")
IDS = {"Participant": ["Participant:1", "Participant:2"], "Plan": ["Plan:1", "Plan:2"], "State": ["State:1", "State:2"]}
VALUES = Values(
    Pool([], [], [], [], IDS), {("PlanFilter", "participant"): "Participant", ("PlanFilter", "near"): "State"}
)


def _asked(field: str, key: str) -> list[Any]:
    query = SCHEMA.query_type
    assert isinstance(query, GraphQLObjectType)
    return list(VALUES.of_argument(query.fields[field], key))


def test_an_argument_is_given_ids_of_what_it_takes_and_one_of_another_type() -> None:
    assert _asked("plan", "id") == ["Plan:1", "Plan:2", "Participant:1"]


def test_a_condition_is_given_ids_of_what_it_takes_and_one_of_another_type() -> None:
    found = _asked("plans", "filter")
    assert [one["participant"] for one in found if "participant" in one] == ["Participant:1", "Participant:2", "Plan:1"]
    assert [one["near"] for one in found if "near" in one] == [["State:1"], ["State:2"], ["Participant:1"]]


def test_an_argument_of_an_unknown_type_gets_ids_of_every_type() -> None:
    every = [identifier for ids in IDS.values() for identifier in ids]
    assert _asked("like", "other") == every
    assert [one["any"] for one in _asked("plans", "filter") if "any" in one] == every
