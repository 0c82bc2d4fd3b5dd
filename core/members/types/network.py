"""The Network itself: its Declaration, its objectives, and where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from core.members.enums import RegionalGroup
from core.members.obligations import Obligation, network_obligations
from core.members.tables import network, objectives, participants, principles, regional_groups, standings
from core.members.types.dated import holds
from schema import column, given, many, node, part, record, resolved, text


@node(objectives, order=(objectives.c.number,))
class Objective:
    """(Objectives) One of the Network's six objectives."""

    number: int = column(objectives.c.number, description="1 to 6.")
    text: str = text(objectives.c.text)


@record(principles, order=(principles.c.id,))
class Principle:
    """(Guiding Principles)"""

    name: str = column(principles.c.name)
    text: str = column(principles.c.text)


@record(network)
class Declaration:
    """The Asunción Declaration, which founds the Network."""

    title: str = column(network.c.declaration_title)
    adopted_on: date = column(network.c.declaration_adopted_on)
    place: str = column(network.c.declaration_place)
    text: str = column(network.c.declaration_text, description="In the English of its printing, Markdown.")


def _counted(standing: str) -> Any:
    return func.coalesce(func.sum(case((standings.c.standing == standing, 1), else_=0)), 0)


counts = (
    select(
        regional_groups.c.regional_group.label("regional_group"),
        _counted("MEMBER").label("members"),
        _counted("OBSERVER").label("observers"),
        func.count().label("states"),
    )
    .select_from(
        regional_groups.outerjoin(participants, participants.c.state_id == regional_groups.c.state_id).outerjoin(
            standings, and_(standings.c.participant_id == participants.c.id, holds(standings.c, given("today")))
        )
    )
    .where(
        or_(regional_groups.c.since.is_(None), regional_groups.c.since <= given("today")),
        or_(regional_groups.c.until.is_(None), regional_groups.c.until > given("today")),
    )
    .group_by(regional_groups.c.regional_group)
    .subquery("members_counts")
)


@record(counts, order=(lambda row: row.regional_group,))
class RegionalGroupCount:
    """How many states of a regional group take part."""

    regional_group: RegionalGroup = column(lambda row: row.regional_group)
    members: int = column(lambda row: row.members)
    observers: int = column(lambda row: row.observers)
    states: int = column(lambda row: row.states)


def _participants_with(standing: str) -> ColumnElement[Any]:
    return (
        select(func.count())
        .select_from(standings)
        .where(standings.c.standing == standing, holds(standings.c, given("today")))
        .scalar_subquery()
    )


@record(network)
class Statistics:
    """The Network in figures, today."""

    members: int = column(lambda _: _participants_with("MEMBER"))
    observers: int = column(lambda _: _participants_with("OBSERVER"))
    by_regional_group: list[RegionalGroupCount] = many()


@record(network)
class Network:
    """The Network itself, and the Declaration that founds it."""

    name: str = text(network.c.name)
    vision: str = text(network.c.vision)
    guiding_principles: list[Principle] = many()
    objectives: list[Objective] = many()
    declaration: Declaration = part()
    obligations: list[Obligation] = resolved(
        network_obligations, description="The rules of the Declaration, held against the records today."
    )
    statistics: Statistics = part()
