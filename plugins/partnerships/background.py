"""Journals the ends of partnerships whose end date has come; their status follows from the day without it."""

from __future__ import annotations

import logging
from functools import partial

from core import Platform, Role, Viewer, again_and_again
from plugins.partnerships.rules.life import conclude_due, due_partnerships

SECONDS_BETWEEN_LOOKS = 60.0
CALENDAR = Viewer(Role.ADMINISTRATOR, name="end dates")
"""The viewer that records the end of a partnership whose end date has come."""

logger = logging.getLogger("nmirf.partnerships")


async def record_ends(platform: Platform) -> None:
    """Record each end on its day, as long as the server runs."""
    work = partial(record_due_ends, platform)
    await again_and_again(work, SECONDS_BETWEEN_LOOKS, "recording the ends of partnerships", logger)


def record_due_ends(platform: Platform) -> int:
    """Record the ends that are due; returns their number. Several servers may do so at once: each is recorded once."""
    with platform.database.reading() as session:
        if session.execute(due_partnerships(platform.now().date())).first() is None:
            return 0
    with platform.write(CALENDAR) as current:
        return conclude_due(current)
