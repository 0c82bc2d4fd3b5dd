"""Removes records made by mistake. The journal keeps the reason, but no text that it did not have before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete

from core import Write, worded
from plugins.partnerships.lengths import TEXT
from plugins.partnerships.rules.partnership_rows import lock_recorded
from plugins.partnerships.tables import activities, contributions


def withdraw_contribution(write: Write, contribution: int, reason: str) -> int:
    """Remove a contribution that was recorded by mistake. For the parties and the secretariat.

    Returns the partnership. Raises NotAllowed, NotFound, Invalid.
    """
    row, _ = lock_recorded(write, contributions, contribution, "contribution")
    previous = {name: getattr(row, name) for name in ("kind", "by", "amount", "currency")}
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(contributions).where(contributions.c.id == contribution))
    facts = {"contribution": f"Contribution:{contribution}", **_without_nulls(previous), "reason": reason}
    write.record("partnership.contribution_withdrawn", f"Partnership:{row.partnership_id}", facts)
    partnership: int = row.partnership_id
    return partnership


def withdraw_activity(write: Write, activity: int, reason: str) -> int:
    """Remove an activity that was recorded by mistake. For the parties and the secretariat.

    Returns the partnership. Raises NotAllowed, NotFound, Invalid.
    """
    row, _ = lock_recorded(write, activities, activity, "activity")
    previous = {"on": row.held_on.isoformat(), "until": row.held_until and row.held_until.isoformat()}
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(activities).where(activities.c.id == activity))
    facts = {"partnership": f"Partnership:{row.partnership_id}", **_without_nulls(previous), "reason": reason}
    write.record("activity.withdrawn", f"Activity:{activity}", facts)
    partnership: int = row.partnership_id
    return partnership


def _without_nulls(values: dict[str, Any]) -> dict[str, Any]:
    """The values that are not None."""
    return {name: value for name, value in values.items() if value is not None}
