"""Variables become what graphql-core makes of them, and are refused where it refuses them."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from graphql import GraphQLInputType, GraphQLList, GraphQLNonNull, Undefined
from graphql.utilities import coerce_input_value
from hypothesis import example, given
from hypothesis import strategies as st

from schema.request.coercion import coercer_of
from schema.request.nul import holds_nul


@strawberry.enum
class Season(enum.Enum):
    DRY = "dry"
    WET = "wet"


@strawberry.input(one_of=True)
class Either:
    left: strawberry.Maybe[int]
    right: strawberry.Maybe[str]


@strawberry.input
class Field:
    name: str
    id: strawberry.ID | None = None
    season: Season = Season.DRY
    seasons: list[Season | None] | None = None
    sizes: list[list[int]] = strawberry.field(default_factory=list)
    fallow: bool = strawberry.field(default=False, name="isFallow")
    within: Field | None = None
    either: Either | None = None
    weight: float | None = None


@strawberry.type
class Query:
    @strawberry.field
    def sown(self, field: Field) -> bool:
        return True


KIND: Any = strawberry.Schema(Query)._schema.get_type("Field")
KINDS: list[GraphQLInputType] = [KIND, GraphQLNonNull(KIND), GraphQLList(GraphQLNonNull(KIND)), GraphQLList(KIND)]
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
SEASONS = st.sampled_from(["DRY", "WET", "SNOW", None])
EITHER = st.fixed_dictionaries({"left": st.integers()}) | st.fixed_dictionaries({"right": st.text()})
GIVEN: dict[str, st.SearchStrategy[Any]] = {
    "name": st.text(max_size=3),
    "id": st.text(max_size=3) | st.integers(0, 9),
    "season": st.sampled_from(["DRY", "WET"]),
    "seasons": st.lists(SEASONS, max_size=3) | SEASONS,
    "sizes": st.lists(st.lists(st.integers(-3, 3), max_size=2) | st.integers(-3, 3), max_size=2),
    "isFallow": st.booleans(),
    "within": st.deferred(lambda: FIELDS),
    "either": EITHER,
    "weight": st.integers() | st.floats(allow_nan=False),
}


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    """What a client may send for a Field: often all is well, or one thing is not."""
    names = draw(st.lists(st.sampled_from(list(GIVEN)), max_size=4, unique=True))
    sent = {name: draw(GIVEN[name]) for name in draw(st.permutations([*names, *({"name"} - set(names))]))}
    fault = draw(st.sampled_from(["none", "none", "unknown", "missing", "wrong"]))
    if fault == "unknown":
        sent["unknown"] = draw(ANYTHING)
    elif fault == "missing":
        del sent["name"]
    elif fault == "wrong":
        sent[draw(st.sampled_from(list(sent)))] = draw(ANYTHING)
    return sent


FIELDS = fields()


@example(value={"name": "\x00"}, kind=KIND)
@example(value={"name": "a", "id": "\x00"}, kind=KIND)
@example(value=[{"name": "a", "either": {"right": "\x00"}}], kind=GraphQLList(KIND))
@given(value=FIELDS | st.lists(FIELDS | st.none(), max_size=3) | ANYTHING, kind=st.sampled_from(KINDS))
def test_variables_become_what_graphql_core_makes_of_them(value: Any, kind: GraphQLInputType) -> None:
    expected, found = coerce_input_value(value, kind), coercer_of(kind)(value)
    if holds_nul(expected):
        expected = Undefined
    assert (found is Undefined) == (expected is Undefined)
    assert repr(found) == repr(expected)
