"""Inputs become what Strawberry itself makes of them."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from hypothesis import given
from hypothesis import strategies as st
from strawberry.types.arguments import convert_argument

from schema.planning.inputs import maker_of
from schema.printing import sorted_sdl


@strawberry.enum
class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.input
class Leaf:
    colour: Colour
    weights: list[float] | None = None


@strawberry.input
class Branch:
    first_name: str
    remark: str | None
    number: int = 7
    leaves: list[Leaf | None] = strawberry.field(default_factory=list)
    twig: Branch | None = None
    maybe: strawberry.Maybe[Leaf | None]
    renamed: bool = strawberry.field(default=False, name="is_so")


@strawberry.type
class Query:
    @strawberry.field
    def grown(self, branch: Branch) -> bool:
        return True


SCHEMA = strawberry.Schema(Query)
LEAVES = st.fixed_dictionaries(
    {"colour": st.sampled_from(Colour)}, optional={"weights": st.none() | st.lists(st.floats(allow_nan=False))}
)
BRANCHES: st.SearchStrategy[dict[str, Any]] = st.deferred(
    lambda: st.fixed_dictionaries(
        {"firstName": st.text()},
        optional={
            "remark": st.none() | st.text(),
            "number": st.integers(),
            "leaves": st.lists(st.none() | LEAVES, max_size=3),
            "twig": st.none() | BRANCHES,
            "maybe": st.none() | LEAVES,
            "is_so": st.booleans(),
        },
    )
)


@given(BRANCHES)
def test_an_input_is_what_strawberry_makes_of_it(value: dict[str, Any]) -> None:
    [field] = SCHEMA.get_type_by_name("Query").fields  # type: ignore[union-attr]
    kind = field.arguments[0].type
    registry, config = SCHEMA.schema_converter.scalar_registry, SCHEMA.config
    made = maker_of(kind, SCHEMA)(value)
    assert made == convert_argument(value, kind, registry, config)
    if value.get("leaves"):
        assert made.leaves is not value["leaves"]


@strawberry.input
class Painted:
    colour: Colour = Colour.BLUE
    colours: list[Colour] = strawberry.field(default_factory=lambda: [Colour.RED, Colour.BLUE])
    leaf: Leaf = strawberry.field(default_factory=lambda: Leaf(colour=Colour.RED))


@strawberry.type
class Painting:
    @strawberry.field
    def shown(self, painted: Painted, colour: Colour = Colour.RED) -> str:
        return colour.name


def test_the_sdl_tells_the_default_of_an_enum_alone_in_lists_and_in_inputs() -> None:
    printed = sorted_sdl(strawberry.Schema(Painting))
    assert "colour: Colour! = BLUE" in printed
    assert "colours: [Colour!]! = [RED, BLUE]" in printed
    assert "leaf: Leaf! = { colour: RED }" in printed
    assert "colour: Colour! = RED" in printed
