"""The latest date that a clock anywhere on earth shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

EARLIEST_CLOCK = timedelta(hours=14)
"""How far the clocks are ahead of UTC where a day begins first."""


def latest_day_on_earth(now: datetime) -> date:
    """The date where the day begins first: no event can be dated later, in any time zone."""
    return (now.astimezone(UTC) + EARLIEST_CLOCK).date()
