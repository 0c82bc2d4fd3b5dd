"""The DataLoaders of a request: each reads all its keys at once, in a session of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute
from strawberry.dataloader import DataLoader

from bench.servers.strawberry.database import sessions
from bench.servers.strawberry.models import (
    Ballot,
    Base,
    Decision,
    FocalPoint,
    Mechanism,
    Practice,
    RegionalGroup,
    Standing,
    State,
)

Model = TypeVar("Model", bound=Base)


class Loaders:
    """The DataLoaders of one request."""

    def __init__(self) -> None:
        self.states = DataLoader(load_states)
        self.regional_groups = DataLoader(load_regional_groups)
        self.standings = DataLoader(load_standings)
        self.mechanisms = DataLoader(load_mechanisms)
        self.focal_points = DataLoader(load_focal_points)
        self.decisions = DataLoader(load_decisions)
        self.ballots = DataLoader(load_ballots)
        self._newest_practices: dict[int, DataLoader[int, list[Practice]]] = {}

    def newest_practices(self, first: int) -> DataLoader[int, list[Practice]]:
        """A DataLoader of the newest practices of participants, at most `first` of each."""
        if first not in self._newest_practices:
            self._newest_practices[first] = DataLoader(partial(load_newest_practices, first))
        return self._newest_practices[first]


async def load_states(keys: list[int]) -> list[State | None]:
    return await _one_each(select(State), State.id, keys)


async def load_regional_groups(states: list[int]) -> list[RegionalGroup | None]:
    return await _one_each(select(RegionalGroup).where(RegionalGroup.held()), RegionalGroup.state_id, states)


async def load_standings(participants: list[int]) -> list[list[Standing]]:
    query = select(Standing).order_by(Standing.since, Standing.id)
    return await _all_each(query, Standing.participant_id, participants)


async def load_mechanisms(participants: list[int]) -> list[Mechanism | None]:
    return await _one_each(select(Mechanism).where(Mechanism.held()), Mechanism.participant_id, participants)


async def load_focal_points(participants: list[int]) -> list[FocalPoint | None]:
    return await _one_each(select(FocalPoint).where(FocalPoint.held()), FocalPoint.participant_id, participants)


async def load_decisions(keys: list[int]) -> list[Decision | None]:
    return await _one_each(select(Decision).where(Decision.consensus_opened_at.is_not(None)), Decision.id, keys)


async def load_ballots(decisions: list[int]) -> list[list[Ballot]]:
    return await _all_each(select(Ballot).order_by(Ballot.cast_at, Ballot.id), Ballot.decision_id, decisions)


async def load_newest_practices(first: int, participants: list[int]) -> list[list[Practice]]:
    newest_first = (Practice.ordered_at.desc(), Practice.id.desc())
    place = func.row_number().over(partition_by=Practice.participant_id, order_by=newest_first).label("place")
    placed = (
        select(Practice.id, place)
        .where(Practice.participant_id.in_(participants), Practice.status == "PUBLISHED")
        .subquery()
    )
    query = select(Practice).join(placed, placed.c.id == Practice.id).where(placed.c.place <= first)
    return await _all_each(query.order_by(placed.c.place), Practice.participant_id, participants)


async def _one_each(query: Select[Model], key: InstrumentedAttribute[int], keys: Sequence[int]) -> list[Model | None]:
    async with sessions() as session:
        found = (await session.scalars(query.where(key.in_(keys)))).all()
    by_key = {getattr(one, key.key): one for one in found}
    return [by_key.get(wanted) for wanted in keys]


async def _all_each(query: Select[Model], key: InstrumentedAttribute[int], keys: Sequence[int]) -> list[list[Model]]:
    async with sessions() as session:
        found = (await session.scalars(query.where(key.in_(keys)))).all()
    by_key: dict[int, list[Model]] = defaultdict(list)
    for one in found:
        by_key[getattr(one, key.key)].append(one)
    return [by_key[wanted] for wanted in keys]
