"""GraphQL types of states, participants and the Network, declared over the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, or_, select

from core.members.enums import Capacity, MechanismType, ParticipantOrder, RegionalGroup, Standing
from core.members.names import folded
from core.members.obligations import Obligation, network_obligations
from core.members.tables import (
    accessions,
    focal_points,
    mechanisms,
    network,
    objectives,
    participants,
    principles,
    regional_groups,
    standings,
    states,
)
from schema import (
    Argument,
    Connection,
    Order,
    column,
    connection,
    filters,
    given,
    many,
    node,
    one,
    part,
    record,
    reference,
    resolved,
    text,
    where,
)

PARTICIPANTS = ("OBSERVER", "FOCAL_POINT", "COMMITTEE", "COORDINATOR", "ADMINISTRATOR")
"""The roles of those who take part in the Network, and of its secretariat."""


def holds(row: Any, day: Any) -> ColumnElement[bool]:
    """Whether a dated row holds on a day."""
    return and_(row.since <= day, or_(row.until.is_(None), row.until > day))


def regional_group_of(state_id: Any) -> ColumnElement[Any]:
    """The regional group of a state on the day of the reading."""
    day = given("today")
    return (
        select(regional_groups.c.regional_group)
        .where(
            regional_groups.c.state_id == state_id,
            or_(regional_groups.c.since.is_(None), regional_groups.c.since <= day),
            or_(regional_groups.c.until.is_(None), regional_groups.c.until > day),
        )
        .limit(1)
        .scalar_subquery()
    )


def standing_of(participant_id: Any) -> ColumnElement[Any]:
    """The standing of a participant on the day of the reading."""
    return (
        select(standings.c.standing)
        .where(standings.c.participant_id == participant_id, holds(standings.c, given("today")))
        .limit(1)
        .scalar_subquery()
    )


def state_sort_name(participant: Any) -> ColumnElement[Any]:
    return select(states.c.sort_name).where(states.c.id == participant.state_id).scalar_subquery()


def _mechanism(column_: Any, participant: Any) -> Any:
    return select(column_).where(mechanisms.c.participant_id == participant.id, holds(mechanisms.c, given("today")))


@filters
class StateFilter:
    """Which states; all conditions must hold."""

    regional_group: RegionalGroup | None = where(lambda state, value: regional_group_of(state.id) == value)
    participating: bool | None = where(
        lambda state, value: select(participants.c.id).where(participants.c.state_id == state.id).exists() == value,
        description="Whether the state takes part in the Network.",
    )
    name_contains: str | None = where(
        lambda state, value: or_(value == "", func.replace(state.search_names, value, "") != state.search_names),
        convert=folded,
        description="A part of its name in any of the six languages, in any case, with or without accents.",
    )


@node(states, order=(states.c.sort_name,))
class State:
    """A Member State of the United Nations."""

    iso_alpha2: str = column(states.c.iso_alpha2, description="ISO 3166-1 alpha-2.")
    iso_alpha3: str = column(states.c.iso_alpha3, description="ISO 3166-1 alpha-3.")
    m49: str = column(states.c.m49, description="The three digits of the United Nations' M49 standard.")
    name: str = text(states.c.name, description="The short name that the United Nations use.")
    formal_name: str = text(states.c.formal_name, description="The formal name that the United Nations use.")
    regional_group: RegionalGroup = column(lambda state: regional_group_of(state.id))
    region: str = column(states.c.region, description="The region in the M49 standard.")
    sub_region: str = column(states.c.sub_region, description="The sub-region in the M49 standard.")
    un_member_since: int = column(states.c.un_member_since, description="A year.")
    participant: Participant | None = one(lambda state, participant: participant.state_id == state.id)


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
    order=(state_sort_name,),
    orders={"NAME": Order(keys=(state_sort_name,)), "JOINED_ON": Order(keys=(participants.c.joined_on,))},
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
    return func.coalesce(func.sum(case((standing_of(participants.c.id) == standing, 1), else_=0)), 0)


counts = (
    select(
        regional_groups.c.regional_group.label("regional_group"),
        _counted("MEMBER").label("members"),
        _counted("OBSERVER").label("observers"),
        func.count().label("states"),
    )
    .select_from(regional_groups.outerjoin(participants, participants.c.state_id == regional_groups.c.state_id))
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


def _with_standing(standing: str) -> Any:
    return lambda row: standing_of(row.id) == standing


ON = Argument(type=date | None, sets="today")
"""The day as of which the Network is shown; today when left out."""


class Queries:
    """Root fields of core."""

    network: Network = part(description="The Network itself.")
    state: State | None = one(lambda state, iso_alpha3: state.iso_alpha3 == func.upper(iso_alpha3), iso_alpha3=str)
    states: Connection[State] = connection(
        filter=StateFilter, description="All Member States of the United Nations, by name."
    )
    participant: Participant | None = one(
        lambda row, iso_alpha3: (
            row.state_id == select(states.c.id).where(states.c.iso_alpha3 == func.upper(iso_alpha3)).scalar_subquery()
        ),
        iso_alpha3=str,
    )
    members: Connection[Participant] = connection(
        lambda row, on: _with_standing("MEMBER")(row),
        filter=ParticipantFilter,
        order_by=ParticipantOrder,
        description="(Membership) The members, today or as of a day.",
        on=ON,
    )
    observers: Connection[Participant] = connection(
        lambda row, on: _with_standing("OBSERVER")(row),
        filter=ParticipantFilter,
        order_by=ParticipantOrder,
        description="(Membership) The observers, today or as of a day.",
        on=ON,
    )
    accessions: Connection[Accession] = connection(
        description="(Membership) In the order in which they were communicated."
    )


NODES = [State, Participant, Mechanism, FocalPoint, Accession, Objective]
RECORDS = [StandingChange, Principle, Declaration, RegionalGroupCount, Statistics, Network]
