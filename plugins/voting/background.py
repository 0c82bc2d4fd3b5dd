"""(D2) Consensus closes by itself when it is due."""

from __future__ import annotations

import logging
from functools import partial

from core import Platform, Role, Viewer, again_and_again
from plugins.voting.rules import decisions

CLOCK = Viewer(Role.ADMINISTRATOR, name="Clock")
"""Who closes a consensus whose time has passed."""
SECONDS_BETWEEN_LOOKS = 2.0

logger = logging.getLogger("nmirf.voting")


async def run_due(platform: Platform) -> None:
    """Close what is due as long as the server runs; after a restart also what became due while it was down."""
    await again_and_again(partial(close_all_due, platform), SECONDS_BETWEEN_LOOKS, "closing what is due", logger)


def close_all_due(platform: Platform) -> int:
    """Close every consensus that is due, each in a transaction of its own; returns how many were due.

    One that fails holds up no other; what the first failed with is raised once all were tried.
    """
    now = platform.now()
    with platform.database.reading() as session:
        waiting = decisions.due(session, now)
    failures: list[Exception] = []
    for decision in waiting:
        try:
            with platform.write(CLOCK, now) as current:
                decisions.close_due(current, decision)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return len(waiting)
