"""Stock Strawberry as its documentation advises: SQLAlchemy, DataLoaders, parser and validation caches, orjson."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import orjson
import strawberry
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

from core.members.enums import Capacity, MechanismType, RegionalGroup, Standing
from core.members.tables import focal_points, mechanisms, participants, regional_groups, standings, states
from core.settings import Settings
from schema.scalars import Language

engine = create_engine(Settings.from_environment().database)


def holds(table: Any, day: date) -> Any:
    return (table.c.since <= day) & (table.c.until.is_(None) | (table.c.until > day))


def rows(query: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.execute(query))


def loader(table: Any, key: Any, many: bool, when: Callable[[], Any] | None = None) -> DataLoader[int, Any]:
    async def load(keys: list[int]) -> list[Any]:
        query = select(table).where(key.in_(keys)).order_by(table.c.id)
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows(query if when is None else query.where(when())):
            found[getattr(row, key.key)].append(row)
        return [found[k] if many else (found[k] or [None])[0] for k in keys]

    return DataLoader(load)


def loaders() -> dict[str, DataLoader[int, Any]]:
    today = datetime.now(UTC).date()
    groups = regional_groups.c
    return {
        "state": loader(states, states.c.id, False),
        "group": loader(
            regional_groups, groups.state_id, False,
            lambda: (groups.since.is_(None) | (groups.since <= today))
            & (groups.until.is_(None) | (groups.until > today)),
        ),
        "standings": loader(standings, standings.c.participant_id, True),
        "mechanism": loader(mechanisms, mechanisms.c.participant_id, False, lambda: holds(mechanisms, today)),
        "focal_point": loader(focal_points, focal_points.c.participant_id, False, lambda: holds(focal_points, today)),
    }  # fmt: skip


Context = dict[str, Any]
Info = strawberry.Info[Context, None]


@strawberry.interface
class Node:
    id: strawberry.ID


@strawberry.type
class State(Node):
    row: strawberry.Private[Any]
    iso_alpha3: str
    region: str
    un_member_since: int

    @strawberry.field
    def name(self, language: Language | None = None) -> str:
        return str(self.row.name[language.value if language else "en"])

    @strawberry.field
    def formal_name(self, language: Language | None = None) -> str:
        return str(self.row.formal_name[language.value if language else "en"])

    @strawberry.field
    async def regional_group(self, info: Info) -> RegionalGroup:
        return RegionalGroup[(await info.context["group"].load(self.row.id)).regional_group]


def state_of(row: Any) -> State:
    return State(
        id=strawberry.ID(f"State:{row.id}"), row=row, iso_alpha3=row.iso_alpha3, region=row.region,
        un_member_since=row.un_member_since,
    )  # fmt: skip


@strawberry.type
class StandingChange:
    standing: Standing
    on: date
    reason: str


@strawberry.type
class Mechanism(Node):
    row: strawberry.Private[Any]
    type: MechanismType
    capacities: list[Capacity]

    @strawberry.field
    def name(self, language: Language | None = None) -> str:
        return str(self.row.name.get(language.value if language else "", self.row.name[self.row.original_language]))


@strawberry.type
class FocalPoint(Node):
    name: str


@strawberry.type
class Participant(Node):
    row: strawberry.Private[Any]
    joined_on: date
    founding: bool

    @strawberry.field
    async def state(self, info: Info) -> State:
        return state_of(await info.context["state"].load(self.row.state_id))

    @strawberry.field
    async def standing(self, info: Info) -> Standing:
        found = await info.context["standings"].load(self.row.id)
        today = datetime.now(UTC).date()
        return next(Standing[s.standing] for s in found if s.since <= today and (s.until is None or s.until > today))

    @strawberry.field
    async def changes(self, info: Info) -> list[StandingChange]:
        found = sorted(await info.context["standings"].load(self.row.id), key=lambda s: (s.since, s.id))
        return [StandingChange(standing=Standing[s.standing], on=s.since, reason=s.reason) for s in found]

    @strawberry.field
    async def mechanism(self, info: Info) -> Mechanism | None:
        row = await info.context["mechanism"].load(self.row.id)
        if row is None:
            return None
        return Mechanism(
            id=strawberry.ID(f"Mechanism:{row.id}"), row=row, type=MechanismType[row.type],
            capacities=[Capacity[name] for name in row.capacities],
        )  # fmt: skip

    @strawberry.field
    async def focal_point(self, info: Info) -> FocalPoint | None:
        row = await info.context["focal_point"].load(self.row.id)
        return None if row is None else FocalPoint(id=strawberry.ID(f"FocalPoint:{row.id}"), name=row.name)


@strawberry.type
class ParticipantConnection:
    nodes: list[Participant]


@strawberry.type
class StateConnection:
    query: strawberry.Private[Any]
    first: strawberry.Private[int]

    @strawberry.field
    def total_count(self) -> int:
        return int(rows(select(func.count()).select_from(self.query.subquery()))[0][0])

    @strawberry.field
    def nodes(self) -> list[State]:
        return [state_of(row) for row in rows(self.query.order_by(states.c.sort_name).limit(self.first))]


@strawberry.input
class StateFilter:
    regional_group: RegionalGroup | None = None


@strawberry.type
class Query:
    @strawberry.field
    def members(self, first: int = 50) -> ParticipantConnection:
        today = datetime.now(UTC).date()
        query = (
            select(participants)
            .join(states, states.c.id == participants.c.state_id)
            .join(standings, standings.c.participant_id == participants.c.id)
            .where(standings.c.standing == "MEMBER", holds(standings, today))
            .order_by(states.c.sort_name, participants.c.id)
            .limit(first)
        )
        made = [
            Participant(
                id=strawberry.ID(f"Participant:{row.id}"), row=row, joined_on=row.joined_on, founding=row.founding
            )
            for row in rows(query)
        ]
        return ParticipantConnection(nodes=made)

    @strawberry.field
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        row = await info.context["state"].load(int(id.partition(":")[2]))
        return None if row is None else state_of(row)

    @strawberry.field
    def states(self, first: int = 50, filter: StateFilter | None = None) -> StateConnection:
        query = select(states)
        if filter is not None and filter.regional_group is not None:
            query = query.join(regional_groups, regional_groups.c.state_id == states.c.id).where(
                regional_groups.c.regional_group == filter.regional_group.name
            )
        return StateConnection(query=query, first=first)


class View(GraphQL[Context, None]):
    async def get_context(self, request: Any, response: Any) -> Context:
        return dict(loaders())

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


schema = strawberry.Schema(Query, types=[State], extensions=[lambda: ParserCache(), lambda: ValidationCache()])
view: Callable[..., Awaitable[None]] = View(schema, graphql_ide=None)
app = Starlette(routes=[Route("/graphql", view, methods=["POST"])])
