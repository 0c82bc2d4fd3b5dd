"""(Membership) The day that it is by the clocks of the world."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

EARLIEST_CLOCK = timedelta(hours=14)
"""So far ahead of UTC are the clocks where a day begins first."""


def latest_day_on_earth(now: datetime) -> date:
    """The day that it is where a day begins first: nothing that has happened is of a later one, by anybody's clock."""
    return (now.astimezone(UTC) + EARLIEST_CLOCK).date()
