"""What holds on the day of a reading, in SQL: standings, regional groups, designations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, or_, select

from core.members.tables import mechanisms, participants, regional_groups, standings
from schema import given


def holds(row: Any, day: Any) -> ColumnElement[bool]:
    """Whether a dated row holds on a day. Without a first day it has always held, without a last one it continues."""
    begun = row.since <= day
    if getattr(row.since, "nullable", True):
        begun = or_(row.since.is_(None), begun)
    return and_(begun, or_(row.until.is_(None), row.until > day))


def ended(row: Any, day: Any) -> ColumnElement[bool]:
    """Whether a dated row no longer holds on a day, or was replaced before it began; never null."""
    over: ColumnElement[bool] = and_(row.until.is_not(None), or_(row.until <= day, row.until <= row.since))
    return over


def is_present_mechanism_of(participant_id: Any) -> ColumnElement[bool]:
    """Whether a mechanism is the present one of a participant: neither replaced nor ceased to exist."""
    return and_(mechanisms.c.participant_id == participant_id, mechanisms.c.until.is_(None))


def is_present_standing_of(participant_id: Any) -> ColumnElement[bool]:
    """Whether a standing is the latest one of a participant: there is always one."""
    return and_(standings.c.participant_id == participant_id, standings.c.until.is_(None))


def regional_group_of(state_id: Any) -> ColumnElement[Any]:
    """The regional group of a state on the day of the reading."""
    return _regional_group(regional_groups.c.state_id == state_id)


def regional_group_by(grouping: Any) -> ColumnElement[Any]:
    """The regional group of a grouping on the day of the reading, null if it does not hold then."""
    return _regional_group(regional_groups.c.id == grouping)


def _regional_group(which: ColumnElement[bool]) -> ColumnElement[Any]:
    held = holds(regional_groups.c, given("today"))
    return select(regional_groups.c.regional_group).where(which, held).limit(1).scalar_subquery()


def groupings() -> Subquery:
    """`state_id` and `grouping`: one number for all states that belong to a regional group for the same days."""
    own, same = regional_groups.alias("own"), regional_groups.alias("same")
    alike = (same.c[name].is_not_distinct_from(own.c[name]) for name in ("regional_group", "since", "until"))
    first = select(func.min(same.c.id)).where(*alike).scalar_subquery()
    return select(own.c.state_id, first.label("grouping")).subquery("groupings")


def participant_of(state_id: Any) -> ColumnElement[Any]:
    """The participant of a state, null if it does not take part."""
    return select(participants.c.id).where(participants.c.state_id == state_id).scalar_subquery()


def standing_of(participant_id: Any) -> ColumnElement[Any]:
    """The standing of a participant on the day of the reading."""
    return (
        select(standings.c.standing)
        .where(standings.c.participant_id == participant_id, holds(standings.c, given("today")))
        .limit(1)
        .scalar_subquery()
    )


def has_standing(participant_id: Any, standing: str) -> ColumnElement[bool]:
    """Whether a participant has a standing on the day of the reading."""
    held = standings.c.participant_id == participant_id, holds(standings.c, given("today"))
    return exists(select(standings.c.id).where(*held, standings.c.standing == standing))
