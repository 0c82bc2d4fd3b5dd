"""The visibility of trainings and of their reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_

from schema import given


def visible(training: Any, role: str) -> ColumnElement[bool] | None:
    """Drafts are visible to their host and to administrators, all other trainings to everybody."""
    if role == "ADMINISTRATOR":
        return None
    return or_(training.status != "DRAFT", training.host_id == given("participant"))


def reported(training: Any, role: str) -> ColumnElement[bool] | None:
    """Reports are visible to the host itself and to administrators."""
    return None if role == "ADMINISTRATOR" else training.host_id == given("participant")
