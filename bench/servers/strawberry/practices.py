"""Types of practices, with their count and facets."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import strawberry
from sqlalchemy import ColumnElement, Select, func, select

from bench.servers.strawberry import models
from bench.servers.strawberry.context import Info, Node
from bench.servers.strawberry.database import sessions
from bench.servers.strawberry.ordering import ordered
from bench.servers.strawberry.searching import best_first, found_by
from bench.servers.strawberry.states import State, state_of
from core.members.enums import Capacity
from plugins.practices.enums import PracticeOrder
from schema.declaring.scalars import Language, OrderDirection


@strawberry.type
class Practice(Node):
    state_id: strawberry.Private[int]
    title: str
    summary: str
    tags: list[str]
    languages: list[Language]
    published_at: datetime | None

    @strawberry.field
    async def state(self, info: Info) -> State:
        return await state_of(info, self.state_id)

    @classmethod
    def of(cls, practice: models.Practice) -> Self:
        return cls(
            id=strawberry.ID(f"Practice:{practice.id}"),
            state_id=practice.state_id,
            title=practice.title[practice.original_language],
            summary=practice.summary[practice.original_language],
            tags=practice.tags,
            languages=[Language[name] for name in practice.languages],
            published_at=practice.published_at,
        )


@strawberry.input
class PracticeFilter:
    capacities: list[Capacity] | None = None
    language: Language | None = None


@strawberry.type
class FacetCount:
    value: str
    count: int


@strawberry.type
class PracticeFacets:
    """The number of practices with each value, without the filter's own condition on that facet."""

    filter: strawberry.Private[PracticeFilter]
    search: strawberry.Private[str | None]

    @strawberry.field
    async def capacities(self) -> list[FacetCount]:
        others = PracticeFilter(language=self.filter.language)
        return await _counts(_terms("capacity").where(*_wanted(others, self.search)))

    @strawberry.field
    async def systems(self) -> list[FacetCount]:
        return await _counts(_terms("system").where(*_wanted(self.filter, self.search)))

    @strawberry.field
    async def tags(self) -> list[FacetCount]:
        return await _counts(_terms("tag").where(*_wanted(self.filter, self.search)))

    @strawberry.field
    async def regional_groups(self) -> list[FacetCount]:
        group = models.RegionalGroup
        query = select(group.regional_group, func.count()).join(
            models.Practice, models.Practice.state_id == group.state_id
        )
        query = query.where(group.held(), *_wanted(self.filter, self.search)).group_by(group.regional_group)
        return await _counts(query.order_by(func.count().desc(), group.regional_group))


@strawberry.type
class PracticeConnection:
    nodes: list[Practice]
    filter: strawberry.Private[PracticeFilter]
    search: strawberry.Private[str | None]

    @strawberry.field
    async def total_count(self) -> int:
        query = select(func.count()).select_from(models.Practice).where(*_wanted(self.filter, self.search))
        async with sessions() as session:
            return await session.scalar(query) or 0

    @strawberry.field
    def facets(self) -> PracticeFacets:
        return PracticeFacets(filter=self.filter, search=self.search)


async def practices(
    first: int = 50,
    filter: PracticeFilter | None = None,
    order_by: PracticeOrder | None = None,
    direction: OrderDirection | None = None,
    search: str | None = None,
) -> PracticeConnection:
    wanted = filter or PracticeFilter()
    if search is not None and order_by is None:
        found = await _best_first(wanted, search, first)
    else:
        query = (
            select(models.Practice).where(*_wanted(wanted, search)).order_by(*_order(order_by, direction)).limit(first)
        )
        async with sessions() as session:
            found = list(await session.scalars(query))
    return PracticeConnection(nodes=[Practice.of(practice) for practice in found], filter=wanted, search=search)


async def _best_first(filter: PracticeFilter, search: str, first: int) -> list[models.Practice]:
    found: list[models.Practice] = []
    async with sessions() as session:
        for query in best_first(select(models.Practice).where(*_wanted(filter, None)), search):
            found += await session.scalars(query.limit(first - len(found)))
            if len(found) == first:
                break
    return found


def _wanted(filter: PracticeFilter, search: str | None) -> list[ColumnElement[bool]]:
    conditions = [models.Practice.status == "PUBLISHED"]
    if filter.capacities:
        conditions.append(_filed_under("capacity", [capacity.name for capacity in filter.capacities]))
    if filter.language:
        conditions.append(_filed_under("language", [filter.language.name]))
    if search is not None:
        conditions.append(found_by(search))
    return conditions


def _filed_under(kind: str, values: list[str]) -> ColumnElement[bool]:
    return models.Practice.terms.any((models.Term.kind == kind) & models.Term.value.in_(values))


def _order(order_by: PracticeOrder | None, direction: OrderDirection | None) -> list[ColumnElement[Any]]:
    practice = models.Practice
    if order_by is None:
        return [practice.ordered_at.desc(), practice.id.desc()]
    key = practice.adoption_count if order_by is PracticeOrder.ADOPTIONS else practice.sort_title
    return ordered(direction, key, practice.id)


def _terms(kind: str) -> Select[str, int]:
    value = models.Term.value
    query = select(value, func.count()).join(models.Practice).where(models.Term.kind == kind)
    return query.group_by(value).order_by(func.count().desc(), value)


async def _counts(query: Select[str, int]) -> list[FacetCount]:
    async with sessions() as session:
        found = await session.execute(query)
    return [FacetCount(value=value, count=count) for value, count in found]
