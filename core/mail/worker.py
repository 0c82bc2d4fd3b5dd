"""Sends what the outbox holds over SMTP: each message once, or again where nobody can know that it arrived.

A message is taken by moving its next attempt ahead, in a transaction of its own, so that no other worker takes it; it
is then sent, and marked as sent. A worker that is killed between the two leaves it to be sent again after the lease,
with the same Message-ID: receiving systems recognise it as the same message. A failed attempt is repeated after 1, 2,
4, ... minutes, at most 6 hours; after 20 attempts, in about three days, the message is dead until `retry` wakes it. One
that fails, whatever the server does about it, fails alone: the others are sent. While the server cannot be reached all
wait, which costs no attempt.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.database import Database
from core.mail import queue
from core.mail.smtp import Line
from core.repeating import again_and_again
from core.settings import Settings
from core.tables import outbox

if TYPE_CHECKING:
    from core.platform import Platform

SECONDS_BETWEEN_LOOKS = 5.0

logger = logging.getLogger("nmirf.outbox")


@dataclass(slots=True)
class Counts:
    """What became of the messages that were due: sent, failed for now, dead. queued: how many wait after that."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    queued: int = 0

    def add(self, outcome: str) -> None:
        """Count one outcome."""
        setattr(self, outcome, getattr(self, outcome) + 1)


def deliver_due(database: Database, settings: Settings, now: Callable[[], datetime]) -> Counts:
    """Send every message that is due; without NMIRF_SMTP_URL they stay queued.

    now: tells the moment; sending may take long, and what is taken late is leased from then on.
    """
    counts = Counts()
    if settings.smtp_url:
        line = Line(settings.smtp_url, settings.mail_from)
        try:
            while queue.is_due(database, now()):
                try:
                    line.connect()
                except OSError as error:
                    counts.failed += queue.put_off(database, error, now())
                    break
                row = queue.take(database, now())
                if row is None:
                    break
                counts.add(queue.mark(database, row, line.send(row), now()))
        finally:
            line.close()
    counts.queued = queue.count_waiting(database)
    return counts


async def run(platform: Platform) -> None:
    """Send what is due as long as the server runs."""

    def deliver() -> None:
        counts = deliver_due(platform.database, platform.settings, platform.now)
        if counts.failed or counts.dead:
            failed = "%s messages were not sent and are tried again, %s are given up; see `nmirf outbox list`"
            logger.warning(failed, counts.failed, counts.dead)

    await again_and_again(deliver, SECONDS_BETWEEN_LOOKS, "sending", logger)
