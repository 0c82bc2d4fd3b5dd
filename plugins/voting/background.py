"""(D2) Consensus closes by itself when it is due."""

from __future__ import annotations

import asyncio
import logging

from core import Platform, StartupError, run_to_its_end
from plugins.voting.rules import decisions

SECONDS_BETWEEN_LOOKS = 2.0

logger = logging.getLogger(__name__)


async def run_due(platform: Platform) -> None:
    """Close what is due as long as the server runs; after a restart also what became due in between."""
    while True:
        try:
            await run_to_its_end(close_all_due, platform)
        except StartupError as away:
            logger.warning("closing what is due waits for the database: %s", away.code)
        except Exception:
            logger.exception("closing what is due failed; it is tried again in %s seconds", SECONDS_BETWEEN_LOOKS)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def close_all_due(platform: Platform) -> int:
    """Close every consensus that is due, each in a transaction of its own; returns how many were."""
    now = platform.now()
    with platform.database.reading() as session:
        waiting = decisions.due(session, now)
    for decision in waiting:
        with platform.write(decisions.CLOCK, now) as current:
            decisions.close_due(current, decision)
    return len(waiting)
