"""(P4) Who may see what of practices."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_

from core import COMMITTEE_OR_SECRETARIAT, Role
from core.members import PARTICIPANTS_AND_SECRETARIAT
from plugins.practices.enums import PracticeStatus
from schema import given


def published(practice: Any) -> ColumnElement[bool]:
    """The practices that are visible to everybody."""
    found: ColumnElement[bool] = practice.status == PracticeStatus.PUBLISHED.name
    return found


def unpublished(practice: Any) -> ColumnElement[bool]:
    """The practices that are not visible to everybody."""
    found: ColumnElement[bool] = practice.status != PracticeStatus.PUBLISHED.name
    return found


def visible(practice: Any, role: str) -> ColumnElement[bool] | None:
    """(P4) Published practices are visible to all, submitted ones to participants, drafts to their own participant."""
    if role == Role.ADMINISTRATOR.name:
        return None
    if role not in PARTICIPANTS_AND_SECRETARIAT:
        return published(practice)
    return or_(published(practice), practice.submitted_at.is_not(None), practice.participant_id == given("participant"))


def review_visible(review: Any, role: str) -> ColumnElement[bool] | None:
    """Reviews are visible to their reviewers, the practice's authors, and those who publish it."""
    if Role[role] in COMMITTEE_OR_SECRETARIAT:
        return None
    if role not in PARTICIPANTS_AND_SECRETARIAT:
        return false()
    mine = given("participant")
    return or_(review.participant_id == mine, review.author_id == mine)
