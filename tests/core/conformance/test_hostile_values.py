"""What an input is replaced with, one value at a time."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema

from core.conformance.hostile_values import hostile_inputs

SCHEMA = build_schema("""
scalar JSON
enum Size { SMALL LARGE HUGE }
input Part { size: Size! }
input Plan { facts: JSON! parts: [Part!]! sizes: [Size!] }
type Query { planned(input: Plan!): Int }
""")


def _replaced(given: dict[str, Any]) -> list[dict[str, Any]]:
    return list(hostile_inputs(given, SCHEMA.type_map["Plan"]))


def test_an_enumeration_is_replaced_by_its_other_values() -> None:
    found = _replaced({"parts": [{"size": "SMALL"}], "sizes": ["HUGE"]})
    assert [{"size": size} for size in ("LARGE", "HUGE", None)] == [
        one["parts"][0] for one in found if one["parts"] != [{"size": "SMALL"}] and len(one["parts"] or ()) == 1
    ]
    assert [one["sizes"] for one in found if one["sizes"] not in (["HUGE"], None)][2:] == [["SMALL"], ["LARGE"], [None]]


@pytest.mark.parametrize("facts", [{"where": "Nairobi"}, {"deep": {"size": "SMALL"}}, [{"size": "SMALL"}], "SMALL"])
def test_a_scalar_of_any_shape_is_replaced_value_by_value(facts: Any) -> None:
    found = _replaced({"facts": facts})
    assert {"facts": facts} not in found
    assert len(found) > 5
