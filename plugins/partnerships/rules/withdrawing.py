"""Removes what was recorded by mistake; the journal keeps why, and no text that it did not tell as it was recorded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete

from core import Write, worded
from plugins.partnerships.lengths import TEXT
from plugins.partnerships.rules.partnership_rows import lock_recorded
from plugins.partnerships.tables import activities, contributions


def withdraw_contribution(write: Write, contribution: int, reason: str) -> int:
    """Take out a contribution that was recorded by mistake. For the parties and the secretariat.

    Returns the partnership. Raises NotAllowed, NotFound, Invalid.
    """
    row, _ = lock_recorded(write, contributions, contribution, "contribution")
    was = {name: getattr(row, name) for name in ("kind", "by", "amount", "currency")}
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(contributions).where(contributions.c.id == contribution))
    facts = {"contribution": f"Contribution:{contribution}", **_without_nulls(was), "reason": reason}
    write.record("partnership.contribution_withdrawn", f"Partnership:{row.partnership_id}", facts)
    partnership: int = row.partnership_id
    return partnership


def withdraw_activity(write: Write, activity: int, reason: str) -> int:
    """Take out an activity that was recorded by mistake. For the parties and the secretariat.

    Returns the partnership. Raises NotAllowed, NotFound, Invalid.
    """
    row, _ = lock_recorded(write, activities, activity, "activity")
    was = {"on": row.held_on.isoformat(), "until": row.held_until and row.held_until.isoformat()}
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(activities).where(activities.c.id == activity))
    facts = {"partnership": f"Partnership:{row.partnership_id}", **_without_nulls(was), "reason": reason}
    write.record("activity.withdrawn", f"Activity:{activity}", facts)
    partnership: int = row.partnership_id
    return partnership


def _without_nulls(was: dict[str, Any]) -> dict[str, Any]:
    """The values that are not None."""
    return {name: value for name, value in was.items() if value is not None}
