"""Who sees what of participants."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, not_, or_

from core.identity import Role
from core.members.clauses import ended
from schema import given

PARTICIPANTS_AND_SECRETARIAT = ("OBSERVER", "FOCAL_POINT", "COMMITTEE", "COORDINATOR", "ADMINISTRATOR")
"""The roles of participants in the Network, and of its secretariat."""


def speaks_for(row: Any, role: str) -> ColumnElement[bool] | None:
    """Whether a viewer speaks for a participant, or is an administrator."""
    if role == Role.ADMINISTRATOR.name:
        return None
    speaks: ColumnElement[bool] = row.id == given("participant")
    return speaks


def reachable(point: Any, role: str) -> ColumnElement[bool] | None:
    """Whether a viewer sees an address: until the designation ends; then only its participant and administrators do."""
    if role == Role.ADMINISTRATOR.name:
        return None
    return or_(not_(ended(point, given("today"))), point.participant_id == given("participant"))
