"""(D2, D4) Closes consensus when it is due, and notifies those that become entitled to take part in open decisions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from core import Platform, Role, Session, Viewer, Write, again_and_again
from plugins.voting.rules import consensus, newcomers

CLOCK = Viewer(Role.ADMINISTRATOR, name="Clock")
"""The actor that closes a consensus whose time has passed."""
SECONDS_BETWEEN_CLOSINGS, SECONDS_BETWEEN_NOTICES = 2.0, 30.0
"""The intervals at which consensus is closed and newcomers are notified: mail may come a little later."""

logger = logging.getLogger("nmirf.voting")


async def run_due(platform: Platform) -> None:
    """Close what is due while the server runs; after a restart also what became due while it was down."""
    await again_and_again(partial(close_all_due, platform), SECONDS_BETWEEN_CLOSINGS, "closing what is due", logger)


async def run_newcomers(platform: Platform) -> None:
    """Notify those that become entitled to take part in open decisions while the server runs."""
    notify = partial(notify_all_newcomers, platform)
    await again_and_again(notify, SECONDS_BETWEEN_NOTICES, "notifying newcomers", logger)


def close_all_due(platform: Platform) -> int:
    """Close every consensus that is due, each in a transaction of its own; returns how many were due."""
    return _for_each(platform, consensus.decisions_due, consensus.close_if_due)


def notify_all_newcomers(platform: Platform) -> int:
    """Notify newcomers to open decisions, each decision in a transaction of its own; returns the number of decisions.

    Who takes part may change with a write, or from one day to the next.
    """
    return _for_each(platform, newcomers.decisions_with_newcomers, newcomers.notify_newcomers)


def _for_each(
    platform: Platform, find: Callable[[Session, datetime], list[int]], act: Callable[[Write, int], None]
) -> int:
    """Act on each decision found, in a transaction of its own; returns the number of decisions.

    A failure holds up no other decision; the first is raised once all were tried.
    """
    with platform.database.reading() as session:
        found = find(session, platform.now())
    failures: list[Exception] = []
    for decision in found:
        try:
            with platform.write(CLOCK) as current:
                act(current, decision)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return len(found)
