"""Partnerships that come to their end date: what is seen follows the day by itself; this puts it into the journal."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from core import Role, Viewer, run_to_its_end
from plugins.partnerships.rules import conclude_due, due_partnerships

if TYPE_CHECKING:
    from core.platform import Platform

logger = logging.getLogger("nmirf.partnerships")
SECONDS_BETWEEN_LOOKS = 60
CALENDAR = Viewer(Role.ADMINISTRATOR, name="end dates")


async def record_ends(platform: Platform) -> None:
    """Record each end as its day comes, as long as the server runs."""
    while True:
        try:
            await run_to_its_end(record_due_ends, platform)
        except Exception:
            logger.exception("the ends of partnerships could not be recorded; the next look is in a minute")
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def record_due_ends(platform: Platform) -> int:
    """Record what is due; returns how many. Several servers may do so at once: each end is recorded once."""
    with platform.database.reading() as session:
        if session.execute(due_partnerships(platform.now().date())).first() is None:
            return 0
    with platform.write(CALENDAR, platform.now()) as current:
        return conclude_due(current)
