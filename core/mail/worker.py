"""Sends the messages of the outbox over SMTP: each once, or again if nobody can know that it arrived.

A message is taken by moving its next attempt ahead, in a transaction of its own, so that no other worker takes it; it
is then sent, and marked as sent. A worker that is killed between the two leaves it to be sent again after the lease,
with the same Message-ID: receiving systems recognise it as the same message. A failed attempt is repeated after 1, 2,
4, ... minutes, at most 6 hours; after 20 attempts, in about three days, the message is dead until `retry` wakes it. A
message that fails holds up no others. While the server cannot be reached all wait, which counts as no attempt. A worker
that is stopped ends with the message that it has in hand.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.concurrency.repeating import again_and_again
from core.concurrency.threads import in_thread, run_to_its_end
from core.database.database import Database
from core.mail import queue
from core.mail.clearing import clear_old
from core.mail.smtp import MailConnection
from core.settings.settings import Settings

if TYPE_CHECKING:
    from core.platform import Platform

SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_FOR_THE_LAST = 4.0
"""How long the server may take for the message in hand once this process has to end: see `core.server.ending`."""

logger = logging.getLogger("nmirf.outbox")


@dataclass(slots=True)
class Counts:
    """The outcomes of the messages that were due: sent, failed for now, dead. queued: how many wait after that."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    queued: int = 0

    def add(self, outcome: str) -> None:
        """Count one outcome."""
        setattr(self, outcome, getattr(self, outcome) + 1)


class Delivery:
    """The sending of one process. now: returns the moment, for sending may take long."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], datetime]) -> None:
        self._database, self._settings, self._now = database, settings, now
        self._connection = MailConnection(settings.smtp_url or "", settings.mail_from)
        self._ending = threading.Event()

    def deliver_due(self) -> Counts:
        """Send every message that is due, or until the end of the process; without NMIRF_SMTP_URL they stay queued."""
        counts = Counts()
        if self._settings.smtp_url:
            try:
                while not self._ending.is_set() and queue.is_due(self._database, self._now()):
                    if not self._deliver_one(counts):
                        break
            finally:
                self._connection.close()
        counts.queued = queue.count_waiting(self._database)
        return counts

    def end(self) -> None:
        """Send only the message in hand; if the server does not answer, the connection is ended after a while."""
        self._ending.set()
        late = threading.Timer(SECONDS_FOR_THE_LAST, self._connection.hang_up)
        late.daemon = True
        late.start()

    def _deliver_one(self, counts: Counts) -> bool:
        """Send the next message; false if none can be sent now. It is taken only once the server is connected."""
        try:
            self._connection.connect()
        except (OSError, ValueError) as error:  # of a name or a password that no mail server accepts
            if not self._ending.is_set():
                counts.failed += queue.put_off(self._database, error, self._now())
            return False
        row = queue.take(self._database, self._now())
        if row is None:
            return False
        counts.add(queue.mark(self._database, row, self._connection.send(row), self._now()))
        return True


async def run(platform: Platform) -> None:
    """Send due messages while the server runs."""
    delivery = Delivery(platform.database, platform.settings, platform.now)

    def deliver() -> None:
        counts = delivery.deliver_due()
        if counts.failed or counts.dead:
            failed = "%s messages were not sent and are tried again, %s are given up; see `nmirf outbox list`"
            logger.warning(failed, counts.failed, counts.dead)

    sending = asyncio.ensure_future(again_and_again(deliver, SECONDS_BETWEEN_LOOKS, "sending", logger))
    try:
        await asyncio.shield(sending)
    except asyncio.CancelledError:
        delivery.end()
        sending.cancel()
        await asyncio.wait([sending])
        raise


async def run_once(platform: Platform) -> Counts:
    """Send the messages that are due now, then clear old ones; when cancelled, only send the one in hand."""
    delivery = Delivery(platform.database, platform.settings, platform.now)
    sending = asyncio.ensure_future(in_thread(delivery.deliver_due))
    try:
        await asyncio.shield(sending)
        await run_to_its_end(clear_old, platform)
    except asyncio.CancelledError:
        delivery.end()
    return await sending
