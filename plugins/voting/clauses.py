"""Clauses in SQL: who is a member; whether an Executive Committee is in office on a day, and who coordinates it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from core.members import standing_of
from plugins.voting.tables import coordinators


def is_member(participant_id: Any) -> ColumnElement[bool]:
    """Whether a participant is a member on the day of the reading."""
    found: ColumnElement[bool] = standing_of(participant_id) == "MEMBER"
    return found


def in_office(committee: Any, day: Any) -> ColumnElement[bool]:
    """(C1, C3) Whether a committee is in office on a day."""
    return and_(committee.since <= day, committee.until > day)


def coordinator_of(committee_id: Any, day: Any) -> Select[Any]:
    """(C2) The participant that coordinates a committee on a day."""
    return (
        select(coordinators.c.participant_id)
        .where(coordinators.c.committee_id == committee_id, coordinators.c.since <= day)
        .order_by(coordinators.c.since.desc(), coordinators.c.appointed_at.desc())
        .limit(1)
    )
