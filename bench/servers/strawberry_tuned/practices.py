"""Types of practices, with their counts and filters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from bench.servers import records
from bench.servers.strawberry_tuned.context import Info, Node
from core.members.enums import Capacity
from plugins.practices.enums import PracticeOrder
from schema.declaring.scalars import Language

if TYPE_CHECKING:
    from bench.servers.strawberry_tuned.members import State


@strawberry.type
class Practice(Node):
    row: strawberry.Private[Any]
    tags: list[str]

    @strawberry.field
    def title(self) -> str:
        return str(self.row.title[self.row.original_language])

    @strawberry.field
    def summary(self) -> str:
        return str(self.row.summary[self.row.original_language])

    @strawberry.field
    def languages(self) -> list[Language]:
        return [Language[name] for name in self.row.languages]

    @strawberry.field
    def published_at(self) -> datetime | None:
        return self.row.published_at  # type: ignore[no-any-return]

    @strawberry.field
    async def state(self, info: Info) -> Annotated[State, strawberry.lazy("bench.servers.strawberry_tuned.members")]:
        from bench.servers.strawberry_tuned.members import state_of

        return state_of(await info.context.load("state", self.row.state_id))


def practice_of(row: Any) -> Practice:
    return Practice(id=strawberry.ID(f"Practice:{row.id}"), row=row, tags=row.tags)


@strawberry.type
class FacetCount:
    value: str
    count: int


@strawberry.type
class PracticeFacets:
    wanted: strawberry.Private[Mapping[str, Any]]

    @strawberry.field
    def capacities(self) -> list[FacetCount]:
        return self.counted("capacities")

    @strawberry.field
    def systems(self) -> list[FacetCount]:
        return self.counted("systems")

    @strawberry.field
    def regional_groups(self) -> list[FacetCount]:
        return self.counted("regionalGroups")

    @strawberry.field
    def tags(self) -> list[FacetCount]:
        return self.counted("tags")

    def counted(self, name: str) -> list[FacetCount]:
        return [FacetCount(value=value, count=count) for value, count in records.facet(name, self.wanted)]


@strawberry.type
class PracticeConnection:
    made: strawberry.Private[list[Practice]]
    wanted: strawberry.Private[Mapping[str, Any]] = strawberry.field(default_factory=dict)

    @strawberry.field
    def nodes(self) -> list[Practice]:
        return self.made

    @strawberry.field
    def total_count(self) -> int:
        return records.count_of_practices(self.wanted)

    @strawberry.field
    def facets(self) -> PracticeFacets:
        return PracticeFacets(wanted=self.wanted)


@strawberry.input
class PracticeFilter:
    capacities: list[Capacity] | None = None
    language: Language | None = None

    def wanted(self) -> Mapping[str, Any]:
        return {
            "capacities": [capacity.name for capacity in self.capacities or ()],
            "language": self.language.name if self.language else None,
        }


def practices(
    first: int, filter: PracticeFilter | None, order: PracticeOrder | None, descending: bool, search: str | None
) -> PracticeConnection:
    """A page of practices."""
    wanted = filter.wanted() if filter else {}
    if search is not None:
        found = records.search(search, first)
    else:
        found = records.page_of_practices(first, wanted, order.name if order else None, descending)
    return PracticeConnection(made=[practice_of(row) for row in found], wanted=wanted)
