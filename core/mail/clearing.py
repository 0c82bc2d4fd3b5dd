"""Deletes the text of old mail while a server runs, even one that sends no mail."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.concurrency.repeating import again_and_again
from core.database.database import Database
from core.mail import queue

if TYPE_CHECKING:
    from core.platform import Platform

BETWEEN_CLEARINGS = timedelta(hours=1)

logger = logging.getLogger("nmirf.outbox")


class Clearing:
    """Deletes the text of mail that was sent or withdrawn so many days ago, once an hour. now: returns the moment."""

    def __init__(self, database: Database, days: int, now: Callable[[], datetime]) -> None:
        self._database, self._days, self._now = database, days, now
        self._cleared_at: datetime | None = None

    def clear_old(self, ending: Callable[[], bool] = lambda: False) -> None:
        """Delete old text, unless that was done within the last hour."""
        now = self._now()
        if self._cleared_at is not None and now - self._cleared_at < BETWEEN_CLEARINGS:
            return
        before = now - timedelta(days=self._days)
        while not ending() and queue.clear(self._database, before):
            pass
        self._cleared_at = now


async def run(platform: Platform) -> None:
    """Delete old text while the server runs."""
    clearing = Clearing(platform.database, platform.settings.mail_days, platform.now)
    await again_and_again(clearing.clear_old, BETWEEN_CLEARINGS.total_seconds(), "clearing old mail", logger)
