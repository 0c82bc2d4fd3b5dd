"""(P4) Who may see what of practices."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_

from schema import given

OUTSIDERS = ("PUBLIC", "PARTNER")


def published(practice: Any) -> ColumnElement[bool]:
    """Those that everybody sees."""
    found: ColumnElement[bool] = practice.status == "PUBLISHED"
    return found


def visible(practice: Any, role: str) -> ColumnElement[bool] | None:
    """(P4) Published ones to all, submitted ones to participants, drafts to their own participant."""
    if role == "ADMINISTRATOR":
        return None
    if role in OUTSIDERS:
        return published(practice)
    return or_(published(practice), practice.submitted_at.is_not(None), practice.participant_id == given("participant"))


def reviewers_and_authors(review: Any, role: str) -> ColumnElement[bool] | None:
    """Reviews are for their reviewers, the practice's authors, and administrators."""
    if role == "ADMINISTRATOR":
        return None
    if role in OUTSIDERS:
        return false()
    mine = given("participant")
    return or_(review.participant_id == mine, review.author_id == mine)
