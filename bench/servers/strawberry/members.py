"""Types of participants and the Network."""

from __future__ import annotations

from datetime import date
from typing import Self

import strawberry
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from bench.servers.strawberry import models
from bench.servers.strawberry.context import Info, Node
from bench.servers.strawberry.database import sessions
from bench.servers.strawberry.ordering import ordered
from bench.servers.strawberry.practices import Practice
from bench.servers.strawberry.states import State, state_of
from core.members.enums import Capacity, MechanismType, ParticipantOrder, RegionalGroup, Standing
from schema.declaring.scalars import OrderDirection


@strawberry.type
class StandingChange:
    standing: Standing
    on: date
    reason: str


@strawberry.type
class Mechanism(Node):
    name: str
    type: MechanismType
    capacities: list[Capacity]


@strawberry.type
class FocalPoint(Node):
    name: str


@strawberry.type
class PracticesOfParticipant:
    nodes: list[Practice]


@strawberry.type
class Participant(Node):
    key: strawberry.Private[int]
    state_id: strawberry.Private[int]
    joined_on: date
    founding: bool

    @strawberry.field
    async def state(self, info: Info) -> State:
        return await state_of(info, self.state_id)

    @strawberry.field
    async def standing(self, info: Info) -> Standing:
        found, today = await info.context.loaders.standings.load(self.key), models.today()
        return next(Standing[s.standing] for s in found if s.since <= today and (s.until is None or s.until > today))

    @strawberry.field
    async def changes(self, info: Info) -> list[StandingChange]:
        found = await info.context.loaders.standings.load(self.key)
        return [StandingChange(standing=Standing[one.standing], on=one.since, reason=one.reason) for one in found]

    @strawberry.field
    async def mechanism(self, info: Info) -> Mechanism | None:
        held = await info.context.loaders.mechanisms.load(self.key)
        if held is None:
            return None
        return Mechanism(
            id=strawberry.ID(f"Mechanism:{held.id}"),
            name=held.name[held.original_language],
            type=MechanismType[held.type],
            capacities=[Capacity[name] for name in held.capacities],
        )

    @strawberry.field
    async def focal_point(self, info: Info) -> FocalPoint | None:
        held = await info.context.loaders.focal_points.load(self.key)
        return None if held is None else FocalPoint(id=strawberry.ID(f"FocalPoint:{held.id}"), name=held.name)

    @strawberry.field
    async def practices(self, info: Info, first: int = 50) -> PracticesOfParticipant:
        found = await info.context.loaders.newest_practices(first).load(self.key)
        return PracticesOfParticipant(nodes=[Practice.of(practice) for practice in found])

    @classmethod
    def of(cls, participant: models.Participant) -> Self:
        return cls(
            id=strawberry.ID(f"Participant:{participant.id}"),
            key=participant.id,
            state_id=participant.state_id,
            joined_on=participant.joined_on,
            founding=participant.founding,
        )


@strawberry.type
class ParticipantConnection:
    nodes: list[Participant]


async def members(
    first: int = 50, order_by: ParticipantOrder | None = None, direction: OrderDirection | None = None
) -> ParticipantConnection:
    """Members by name, or by the day on which they joined."""
    participant, state, standing = models.Participant, models.State, models.Standing
    by = participant.joined_on if order_by is ParticipantOrder.JOINED_ON else state.sort_name
    query = (
        select(participant)
        .join(state, state.id == participant.state_id)
        .join(standing, standing.participant_id == participant.id)
        .where(standing.standing == "MEMBER", standing.held())
        .order_by(*ordered(direction, by, participant.id))
        .limit(first)
    )
    async with sessions() as session:
        found = await session.scalars(query)
    return ParticipantConnection(nodes=[Participant.of(one) for one in found])


@strawberry.type
class RegionalGroupCount:
    regional_group: RegionalGroup
    members: int
    observers: int
    states: int


@strawberry.type
class Statistics:
    members: int
    observers: int
    by_regional_group: list[RegionalGroupCount]


@strawberry.type
class Network:
    name: str
    vision: str

    @strawberry.field
    async def statistics(self) -> Statistics:
        figures, dated = models.Figures, aliased(models.Figures)
        now = select(func.max(dated.since)).where(dated.since <= models.today()).scalar_subquery()
        async with sessions() as session:
            of_groups = select(figures).where(figures.since == now, figures.regional_group > "")
            found = await session.scalars(of_groups.order_by(figures.regional_group))
        counts = [
            RegionalGroupCount(
                regional_group=RegionalGroup[row.regional_group],
                members=row.members,
                observers=row.observers,
                states=row.states,
            )
            for row in found
        ]
        return Statistics(
            members=sum(one.members for one in counts),
            observers=sum(one.observers for one in counts),
            by_regional_group=counts,
        )


async def network() -> Network:
    async with sessions() as session:
        found = (await session.scalars(select(models.Network))).one()
    return Network(name=found.name["en"], vision=found.vision["en"])
