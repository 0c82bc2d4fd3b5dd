"""Clauses in SQL about an Executive Committee on a day: whether it is in office, and who coordinates it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from plugins.voting.tables import coordinators


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
