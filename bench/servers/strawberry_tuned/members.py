"""Types of states, participants and the Network."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from bench.servers import records
from bench.servers.strawberry_tuned.context import Info, Node
from bench.servers.strawberry_tuned.practices import PracticeConnection, practice_of
from core.members.enums import Capacity, MechanismType, RegionalGroup, Standing


@strawberry.type
class State(Node):
    row: strawberry.Private[Any]
    iso_alpha3: str

    @strawberry.field
    def name(self) -> str:
        return str(self.row.name["en"])

    @strawberry.field
    def formal_name(self) -> str:
        return str(self.row.formal_name["en"])

    @strawberry.field
    def region(self) -> str:
        return str(self.row.region)

    @strawberry.field
    def un_member_since(self) -> int:
        return int(self.row.un_member_since)

    @strawberry.field
    async def regional_group(self, info: Info) -> RegionalGroup:
        return RegionalGroup[(await info.context.load("group", self.row.id)).regional_group]


def state_of(row: Any) -> State:
    return State(id=strawberry.ID(f"State:{row.id}"), row=row, iso_alpha3=row.iso_alpha3)


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
class Participant(Node):
    row: strawberry.Private[Any]
    joined_on: date
    founding: bool

    @strawberry.field
    async def state(self, info: Info) -> State:
        return state_of(await info.context.load("state", self.row.state_id))

    @strawberry.field
    async def standing(self, info: Info) -> Standing:
        found, today = await info.context.load("standings", self.row.id), records.today()
        return next(Standing[s.standing] for s in found if s.since <= today and (s.until is None or s.until > today))

    @strawberry.field
    async def changes(self, info: Info) -> list[StandingChange]:
        found = await info.context.load("standings", self.row.id)
        return [StandingChange(standing=Standing[s.standing], on=s.since, reason=s.reason) for s in found]

    @strawberry.field
    async def mechanism(self, info: Info) -> Mechanism | None:
        row = await info.context.load("mechanism", self.row.id)
        if row is None:
            return None
        return Mechanism(
            id=strawberry.ID(f"Mechanism:{row.id}"), name=row.name[row.original_language],
            type=MechanismType[row.type], capacities=[Capacity[name] for name in row.capacities],
        )  # fmt: skip

    @strawberry.field
    async def focal_point(self, info: Info) -> FocalPoint | None:
        row = await info.context.load("focal_point", self.row.id)
        return None if row is None else FocalPoint(id=strawberry.ID(f"FocalPoint:{row.id}"), name=row.name)

    @strawberry.field
    async def practices(self, info: Info, first: int = 50) -> PracticeConnection:
        found = await info.context.newest(first).load(self.row.id)
        return PracticeConnection(made=[practice_of(row) for row in found])


def participant_of(row: Any) -> Participant:
    return Participant(
        id=strawberry.ID(f"Participant:{row.id}"), row=row, joined_on=row.joined_on, founding=row.founding
    )


@strawberry.type
class ParticipantConnection:
    nodes: list[Participant]


@strawberry.type
class StateConnection:
    nodes: list[State]


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
    def statistics(self) -> Statistics:
        counts = [RegionalGroupCount(regional_group=RegionalGroup[row[0]], members=row[1], observers=row[2], states=row[3])
                  for row in records.counts_by_group()]  # fmt: skip
        members, observers = sum(one.members for one in counts), sum(one.observers for one in counts)
        return Statistics(members=members, observers=observers, by_regional_group=counts)


def the_network() -> Network:
    row = records.the_network()
    return Network(name=row.name["en"], vision=row.vision["en"])
