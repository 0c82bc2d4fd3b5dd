"""(D2, D4) Consensus closes by itself when it is due, and who comes to take part is told of what is open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from core import Platform, Role, Session, Viewer, Write, again_and_again
from plugins.voting.rules import decisions, newcomers

CLOCK = Viewer(Role.ADMINISTRATOR, name="Clock")
"""Who closes a consensus whose time has passed."""
SECONDS_BETWEEN_LOOKS, SECONDS_UNTIL_TOLD = 2.0, 30.0
"""How often is looked for what is due, and for who is to be told of what is open: mail may come a little later."""

logger = logging.getLogger("nmirf.voting")


async def run_due(platform: Platform) -> None:
    """Close what is due as long as the server runs; after a restart also what became due while it was down."""
    await again_and_again(partial(close_all_due, platform), SECONDS_BETWEEN_LOOKS, "closing what is due", logger)


async def run_newcomers(platform: Platform) -> None:
    """Tell who comes to take part in open decisions as long as the server runs."""
    looking = partial(tell_all_newcomers, platform)
    await again_and_again(looking, SECONDS_UNTIL_TOLD, "telling newcomers", logger)


def close_all_due(platform: Platform) -> int:
    """Close every consensus that is due, each in a transaction of its own; returns how many were due."""
    return _each(platform, decisions.due, decisions.close_due)


def tell_all_newcomers(platform: Platform) -> int:
    """Tell who takes part in open decisions by now, each in a transaction of its own; returns of how many decisions.

    What is known of those who take part may change by a write, or by the day.
    """
    return _each(platform, newcomers.awaited, newcomers.tell_newcomers)


def _each(
    platform: Platform, waiting: Callable[[Session, datetime], list[int]], do: Callable[[Write, int], None]
) -> int:
    """Do something to each decision that waits for it; returns to how many.

    One that fails holds up no other; what the first failed with is raised once all were tried.
    """
    now = platform.now()
    with platform.database.reading() as session:
        found = waiting(session, now)
    failures: list[Exception] = []
    for decision in found:
        try:
            with platform.write(CLOCK, now) as current:
                do(current, decision)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return len(found)
