"""Deletes the text of old mail while a server runs, even one that sends no mail."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from core.concurrency.repeating import again_and_again
from core.mail import queue

if TYPE_CHECKING:
    from core.platform import Platform

SECONDS_BETWEEN_CLEARINGS = 3_600.0

logger = logging.getLogger("nmirf.outbox")


def clear_old(platform: Platform) -> None:
    """Delete the text of mail that was sent or withdrawn NMIRF_MAIL_DAYS ago."""
    before = platform.now() - timedelta(days=platform.settings.mail_days)
    while queue.clear(platform.database, before):
        pass


async def run(platform: Platform) -> None:
    """Delete old text while the server runs."""
    await again_and_again(partial(clear_old, platform), SECONDS_BETWEEN_CLEARINGS, "clearing old mail", logger)
