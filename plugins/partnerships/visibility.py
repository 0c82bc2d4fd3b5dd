"""Who may see what of partnerships."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false

from core import Role
from plugins.partnerships.reference import OHCHR
from schema import given


def support_request_visible(request: Any, role: str) -> ColumnElement[bool] | None:
    """Support requests are visible to the participant that made them, to OHCHR and to administrators."""
    if role == Role.ADMINISTRATOR.name:
        return None
    if role == Role.PUBLIC.name:
        return false()
    if role == Role.PARTNER.name:
        return given("partner") == OHCHR
    found: ColumnElement[bool] = request.participant_id == given("participant")
    return found
