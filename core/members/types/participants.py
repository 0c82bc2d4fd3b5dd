"""(Membership) The participants of the Network, with their mechanisms and focal points."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, and_, case, cast, func, select

from core.members.clauses import holds, regional_group_of, standing_of
from core.members.enums import Capacity, MechanismType, RegionalGroup, Standing, StandingCause
from core.members.tables import accessions, focal_points, mechanisms, participants, standings, states
from core.members.types.states import State
from core.members.visibility import PARTICIPANTS_AND_SECRETARIAT, reachable, speaks_for
from schema import (
    Language,
    Order,
    column,
    filters,
    given,
    many,
    node,
    one,
    record,
    reference,
    text,
    there_in,
    through,
    where,
    written_in,
)

STATE_NAME = through(participants.c.state_id, states.c.sort_name)
"""Orders participants by the name of their state."""


def _mechanism(column_: Any, participant: Any) -> Any:
    return select(column_).where(mechanisms.c.participant_id == participant.id, holds(mechanisms.c, given("today")))


@filters
class ParticipantFilter:
    """Which participants; all conditions must hold, those on their mechanisms too."""

    regional_group: RegionalGroup | None = where(
        lambda row, value: regional_group_of(row.state_id) == value, description="Those of states of a regional group."
    )
    mechanism_type: MechanismType | None = where(
        lambda row, value: _mechanism(mechanisms.c.type, row).scalar_subquery() == value,
        description="Those with a mechanism of this type.",
    )
    capacity: Capacity | None = where(
        lambda row, value: (
            _mechanism(mechanisms.c.id, row)
            .where(cast(mechanisms.c.capacities, Text).like('%"' + value + '"%'))
            .exists()
        ),
        description="Those whose mechanism has this capacity.",
    )
    joined_from: date | None = where(
        lambda row, value: row.joined_on >= value, description="Those that joined on this day or later."
    )
    joined_until: date | None = where(
        lambda row, value: row.joined_on <= value, description="Those that joined on this day or earlier."
    )


@node(
    participants,
    order=(STATE_NAME,),
    orders={"NAME": Order(keys=(STATE_NAME,)), "JOINED_ON": Order(keys=(participants.c.joined_on,))},
)
class Participant:
    """(Membership) A state that takes part in the Network, as a member or as an observer."""

    state: State = reference(participants.c.state_id, description="The state that takes part.")
    standing: Standing = column(
        lambda row: func.coalesce(standing_of(row.id), _first_standing(row.id)),
        description="Its standing today, or on the day for which the list is asked; before its first day, its first.",
    )
    joined_on: date = column(participants.c.joined_on, description="The day on which its accession was communicated.")
    founding: bool = column(
        participants.c.founding, description="Whether it took part in the Asunción seminar of 8 and 9 May 2024."
    )
    mechanism: Mechanism | None = one(
        lambda row, mechanism: and_(mechanism.participant_id == row.id, holds(mechanism, given("today"))),
        description="Its national mechanism, if one is registered.",
    )
    focal_point: FocalPoint | None = one(
        lambda row, point: and_(point.participant_id == row.id, holds(point, given("today"))),
        description="A member's focal point, or an observer's contact.",
    )
    focal_points: list[FocalPoint] | None = many(
        lambda row, point: point.participant_id == row.id,
        order=(focal_points.c.since,),
        restricted_to=PARTICIPANTS_AND_SECRETARIAT,
        visible_when=speaks_for,
        description=(
            "All designations, oldest first, also those that have ended, are still to come, or never took effect. Null "
            "unless the viewer speaks for this participant or is an administrator."
        ),
    )
    changes: list[StandingChange] = many(
        lambda row, change: change.participant_id == row.id, description="How its standing changed, oldest first."
    )


def _first_standing(participant_id: Any) -> ColumnElement[Any]:
    return (
        select(standings.c.standing)
        .where(standings.c.participant_id == participant_id)
        .order_by(standings.c.since, standings.c.id)
        .limit(1)
        .scalar_subquery()
    )


@record(standings, order=(standings.c.since,))
class StandingChange:
    """(Membership) A participant became a member or an observer."""

    standing: Standing = column(standings.c.standing, description="What it became.")
    on: date = column(standings.c.since, description="Since this day.")
    cause: StandingCause = column(standings.c.cause, description="What made it so.")
    reason: str = column(
        standings.c.reason,
        description="Why: its accession, or a mechanism that it established, that ceased to exist, or was a mistake.",
    )
    ceased_on: date | None = column(
        standings.c.ceased_on,
        description="The day on which its mechanism ceased to exist, if that is the cause; it was recorded on that "
        "day or later.",
    )


@node(mechanisms)
class Mechanism:
    """A national mechanism for implementation, reporting and follow-up, whatever its type, structure or legal form."""

    name: str = text(mechanisms.c.name, original=mechanisms.c.original_language, description="Its name.")
    original_language: Language = written_in(mechanisms.c.original_language)
    languages: list[Language] = there_in(mechanisms.c.name, description="The languages in which its name exists.")
    type: MechanismType = column(mechanisms.c.type, description="Its type.")
    legal_basis: str | None = column(
        mechanisms.c.legal_basis, description="The act, decree or other text on which it is based."
    )
    established_on: date | None = column(
        mechanisms.c.established_on, description="The day on which it was established."
    )
    website: str | None = column(mechanisms.c.website, description="The address of its website.")
    tracking_tool: str | None = column(
        mechanisms.c.tracking_tool, description="For instance SIMORE Plus, IMPACT OSS, NRTD."
    )
    capacities: list[Capacity] = column(mechanisms.c.capacities, description="The capacities that it has.")
    participant: Participant = reference(
        mechanisms.c.participant_id, description="The participant whose mechanism it is."
    )


def _while_taking_part(day: Column[date]) -> Callable[[Any], ColumnElement[date]]:
    """(M4) A day of a designation as it is shown: the first day of the participant, if that is later."""

    def shown(point: Any) -> ColumnElement[date]:
        recorded = point[day.name]
        joined = select(participants.c.joined_on).where(participants.c.id == point.participant_id).scalar_subquery()
        return case((recorded < joined, joined), else_=recorded)

    return shown


@node(focal_points)
class FocalPoint:
    """(Membership) The person who adopts decisions and votes for a member; an observer's contact."""

    name: str = column(focal_points.c.name, description="The name of the person; `Erased` once it is erased.")
    title: str | None = column(focal_points.c.title, description="The person's office or function.")
    email: str | None = column(
        focal_points.c.email,
        restricted_to=PARTICIPANTS_AND_SECRETARIAT,
        visible_when=reachable,
        description=(
            "Null unless the viewer is a participant or the secretariat; once the designation has ended, null unless "
            "the viewer is that participant or an administrator."
        ),
    )
    language: Language | None = written_in(
        focal_points.c.language,
        description="The language of mail to the person; null if none was named.",
    )
    since: date = column(
        _while_taking_part(focal_points.c.since),
        description="The first day of the designation, not before that of the participant.",
    )
    until: date | None = column(
        _while_taking_part(focal_points.c.until),
        description=(
            "The first day on which it no longer holds, if there is one; the same as `since` if it was replaced "
            "before it began, or by one that began earlier, or ended before the participant joined."
        ),
    )
    participant: Participant = reference(
        focal_points.c.participant_id, description="The participant for which the person speaks."
    )


@node(accessions, order=(accessions.c.communicated_on,))
class Accession:
    """(Membership) A state's formal communication to the Executive Committee.

    There is no accreditation: it is received and acknowledged, never judged.
    """

    state: State = reference(accessions.c.state_id, description="The state that communicates.")
    standing: Standing = column(accessions.c.standing, description="The standing in which it joins.")
    adopts_declaration: bool = column(
        accessions.c.adopts_declaration,
        description="Whether it adopts the Declaration; no state joins without doing so.",
    )
    communicated_on: date = column(accessions.c.communicated_on, description="The day on which it was communicated.")
    acknowledged_on: date | None = column(
        accessions.c.acknowledged_on, description="The day on which it was acknowledged; null until then."
    )
    participant: Participant | None = one(
        lambda accession, participant: participant.state_id == accession.state_id,
        description="The state as a participant, once the accession is acknowledged.",
    )
