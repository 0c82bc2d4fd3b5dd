"""Types of states."""

from __future__ import annotations

from typing import Self

import strawberry
from sqlalchemy import select

from bench.servers.strawberry import models
from bench.servers.strawberry.context import Info, Node, key_of
from bench.servers.strawberry.database import sessions
from core.members.enums import RegionalGroup


@strawberry.type
class State(Node):
    key: strawberry.Private[int]
    iso_alpha3: str
    name: str
    formal_name: str
    region: str
    un_member_since: int

    @strawberry.field
    async def regional_group(self, info: Info) -> RegionalGroup | None:
        held = await info.context.loaders.regional_groups.load(self.key)
        return None if held is None else RegionalGroup[held.regional_group]

    @classmethod
    def of(cls, state: models.State) -> Self:
        return cls(
            id=strawberry.ID(f"State:{state.id}"),
            key=state.id,
            iso_alpha3=state.iso_alpha3,
            name=state.name["en"],
            formal_name=state.formal_name["en"],
            region=state.region,
            un_member_since=state.un_member_since,
        )


@strawberry.type
class StateConnection:
    nodes: list[State]


async def states(first: int = 50) -> StateConnection:
    async with sessions() as session:
        found = await session.scalars(select(models.State).order_by(models.State.sort_name).limit(first))
    return StateConnection(nodes=[State.of(state) for state in found])


async def node(info: Info, id: strawberry.ID) -> Node | None:
    state = await info.context.loaders.states.load(key_of(id))
    return None if state is None else State.of(state)


async def state_of(info: Info, key: int) -> State:
    """The state that a row refers to."""
    state = await info.context.loaders.states.load(key)
    assert state is not None
    return State.of(state)
