"""Partnerships that come to their end date: what is seen follows the day by itself; this puts it into the journal."""

from __future__ import annotations

import logging
from functools import partial

from core import Platform, Role, Viewer, again_and_again
from plugins.partnerships.rules.life import conclude_due, due_partnerships

SECONDS_BETWEEN_LOOKS = 60.0
CALENDAR = Viewer(Role.ADMINISTRATOR, name="end dates")
"""Who records the end of a partnership whose end date has come."""

logger = logging.getLogger("nmirf.partnerships")


async def record_ends(platform: Platform) -> None:
    """Record each end as its day comes, as long as the server runs."""
    work = partial(record_due_ends, platform)
    await again_and_again(work, SECONDS_BETWEEN_LOOKS, "recording the ends of partnerships", logger)


def record_due_ends(platform: Platform) -> int:
    """Record what is due; returns how many. Several servers may do so at once: each end is recorded once."""
    with platform.database.reading() as session:
        if session.execute(due_partnerships(platform.now().date())).first() is None:
            return 0
    with platform.write(CALENDAR, platform.now()) as current:
        return conclude_due(current)
