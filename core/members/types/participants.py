"""(Membership) Who takes part in the Network, with its mechanism and its focal point."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, select

from core.members.enums import Capacity, MechanismType, RegionalGroup, Standing
from core.members.tables import accessions, focal_points, mechanisms, participants, standings, states
from core.members.types.dated import holds, regional_group_of, standing_of
from core.members.types.states import State
from schema import Order, column, filters, given, many, node, one, record, reference, text, through, where

PARTICIPANTS = ("OBSERVER", "FOCAL_POINT", "COMMITTEE", "COORDINATOR", "ADMINISTRATOR")
"""The roles of those who take part in the Network, and of its secretariat."""

STATE_NAME = through(participants.c.state_id, states.c.sort_name)
"""Orders participants by the name of their state."""


def _mechanism(column_: Any, participant: Any) -> Any:
    return select(column_).where(mechanisms.c.participant_id == participant.id, holds(mechanisms.c, given("today")))


@filters
class ParticipantFilter:
    """Which participants; all conditions must hold, of their mechanisms too."""

    regional_group: RegionalGroup | None = where(lambda row, value: regional_group_of(row.state_id) == value)
    mechanism_type: MechanismType | None = where(
        lambda row, value: _mechanism(mechanisms.c.type, row).scalar_subquery() == value
    )
    capacity: Capacity | None = where(
        lambda row, value: (
            _mechanism(mechanisms.c.id, row)
            .where(cast(mechanisms.c.capacities, Text).like('%"' + value + '"%'))
            .exists()
        )
    )
    joined_from: date | None = where(lambda row, value: row.joined_on >= value)
    joined_until: date | None = where(lambda row, value: row.joined_on <= value)


@node(
    participants,
    order=(STATE_NAME,),
    orders={"NAME": Order(keys=(STATE_NAME,)), "JOINED_ON": Order(keys=(participants.c.joined_on,))},
)
class Participant:
    """(Membership) A state that takes part in the Network, as a member or as an observer."""

    state: State = reference(participants.c.state_id)
    standing: Standing = column(
        lambda row: func.coalesce(standing_of(row.id), _first_standing(row.id)),
        description="As it is today, or was on the day that the list asks for.",
    )
    joined_on: date = column(participants.c.joined_on, description="The day on which its accession was communicated.")
    founding: bool = column(
        participants.c.founding, description="It took part in the Asunción seminar of 8 and 9 May 2024."
    )
    mechanism: Mechanism | None = one(
        lambda row, mechanism: and_(mechanism.participant_id == row.id, holds(mechanism, given("today")))
    )
    focal_point: FocalPoint | None = one(
        lambda row, point: and_(point.participant_id == row.id, holds(point, given("today"))),
        description="A member's focal point, or an observer's contact.",
    )
    changes: list[StandingChange] = many(
        lambda row, change: change.participant_id == row.id, description="How its standing changed, oldest first."
    )


def _first_standing(participant_id: Any) -> ColumnElement[Any]:
    return (
        select(standings.c.standing)
        .where(standings.c.participant_id == participant_id)
        .order_by(standings.c.since)
        .limit(1)
        .scalar_subquery()
    )


@record(standings, order=(standings.c.since,))
class StandingChange:
    """(Membership) A participant became a member or an observer."""

    standing: Standing = column(standings.c.standing)
    on: date = column(standings.c.since)
    reason: str = column(standings.c.reason)


@node(mechanisms)
class Mechanism:
    """A national mechanism for implementation, reporting and follow-up, whatever its type, structure or legal form."""

    name: str = text(mechanisms.c.name, original=mechanisms.c.original_language)
    type: MechanismType = column(mechanisms.c.type)
    legal_basis: str | None = column(mechanisms.c.legal_basis)
    established_on: date | None = column(mechanisms.c.established_on)
    website: str | None = column(mechanisms.c.website)
    tracking_tool: str | None = column(
        mechanisms.c.tracking_tool, description="For instance SIMORE Plus, IMPACT OSS, NRTD."
    )
    capacities: list[Capacity] = column(mechanisms.c.capacities)
    participant: Participant = reference(mechanisms.c.participant_id)


@node(focal_points)
class FocalPoint:
    """(Membership) The person who adopts decisions and votes for a member; an observer's contact."""

    name: str = column(focal_points.c.name)
    title: str | None = column(focal_points.c.title)
    email: str | None = column(
        focal_points.c.email, restricted_to=PARTICIPANTS, description="Null unless the viewer is a participant."
    )
    since: date = column(focal_points.c.since)
    until: date | None = column(focal_points.c.until, description="The first day on which somebody else was, if any.")
    participant: Participant = reference(focal_points.c.participant_id)


@node(accessions, order=(accessions.c.communicated_on,))
class Accession:
    """(Membership) A state's formal communication to the Executive Committee.

    There is no accreditation: it is received and acknowledged, never judged.
    """

    state: State = reference(accessions.c.state_id)
    standing: Standing = column(accessions.c.standing)
    adopts_declaration: bool = column(accessions.c.adopts_declaration)
    communicated_on: date = column(accessions.c.communicated_on)
    acknowledged_on: date | None = column(accessions.c.acknowledged_on)
    participant: Participant | None = one(lambda accession, participant: participant.state_id == accession.state_id)
