"""Sends what the outbox holds over SMTP: each message once, or again where nobody can know that it arrived.

A message is taken by moving its next attempt ahead, in a transaction of its own, so that no other worker takes it; it
is then sent, and marked as sent. A worker that is killed between the two leaves it to be sent again after the lease,
with the same Message-ID: receiving systems recognise it as the same message. A failed attempt is repeated after 1, 2,
4, ... minutes, at most 6 hours; after 20 attempts, in about three days, the message is dead until `retry` wakes it. One
that cannot be put together fails alone: the others are sent.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from core.database import Database
from core.mail.smtp import connected, send
from core.repeating import again_and_again
from core.sessions.session import Session
from core.settings import Settings
from core.tables import outbox

if TYPE_CHECKING:
    from core.platform import Platform

MOST_ATTEMPTS = 20
"""Within about three days; RFC 5321, section 4.5.4.1, has mail servers try for four or five."""
LEASE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=6)
BATCH = 20
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


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 1, 2, 4, ... minutes, at most 6 hours."""
    return min(timedelta(minutes=2 ** max(attempts - 1, 0)), LONGEST_WAIT)


def deliver_due(database: Database, settings: Settings, now: Callable[[], datetime]) -> Counts:
    """Send every message that is due; without NMIRF_SMTP_URL they stay queued.

    now: tells the moment; sending may take long, and what is taken late is leased from then on.
    """
    counts = Counts()
    if settings.smtp_url:
        while taken := _take(database, now()):
            _deliver(database, settings, taken, now, counts)
    with database.reading() as session:
        waiting = select(func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None), outbox.c.dead.is_(False))
        counts.queued = session.execute(waiting).scalar_one()
    return counts


def unsent(session: Session) -> Sequence[Any]:
    """What has not been sent, the oldest first: the dead among them."""
    return session.execute(
        select(outbox).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.queued_at, outbox.c.id)
    ).all()


def retry(session: Session, now: datetime, message: int | None = None) -> int:
    """Wake all dead messages, or one that waits, to be tried anew; returns how many."""
    chosen = outbox.c.dead.is_(True) if message is None else outbox.c.id == message
    waking = update(outbox).where(outbox.c.sent_at.is_(None), chosen)
    done: Any = session.execute(waking.values(dead=False, attempts=0, next_attempt_at=now))
    return int(done.rowcount)


async def run(platform: Platform) -> None:
    """Send what is due as long as the server runs."""

    def deliver() -> None:
        counts = deliver_due(platform.database, platform.settings, platform.now)
        if counts.failed or counts.dead:
            failed = "%s messages were not sent and are tried again, %s are given up; see `nmirf outbox list`"
            logger.warning(failed, counts.failed, counts.dead)

    await again_and_again(deliver, SECONDS_BETWEEN_LOOKS, "sending", logger)


def _take(database: Database, now: datetime) -> list[Any]:
    with database.transaction() as session:
        taken = list(
            session.execute(
                select(outbox)
                .where(outbox.c.sent_at.is_(None), outbox.c.dead.is_(False), outbox.c.next_attempt_at <= now)
                .order_by(outbox.c.next_attempt_at, outbox.c.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
        )
        if taken:
            lease = update(outbox).where(outbox.c.id.in_([row.id for row in taken]))
            session.execute(lease.values(next_attempt_at=now + LEASE, attempts=outbox.c.attempts + 1))
        return taken


def _mark(database: Database, row: Any, error: Exception | None, now: datetime) -> str:
    """Mark a message as sent, or when it is tried again; what became of it: sent, failed or dead."""
    attempts = row.attempts + 1
    dead = attempts >= MOST_ATTEMPTS
    values: dict[str, Any] = {"sent_at": now, "last_error": None}
    if error is not None:
        said = f"{type(error).__name__}: {error}"[:300]
        values = {"next_attempt_at": now + wait_after(attempts), "dead": dead, "last_error": said}
    with database.transaction() as session:
        session.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
    return "sent" if error is None else "dead" if dead else "failed"


def _deliver(
    database: Database, settings: Settings, rows: Sequence[Any], now: Callable[[], datetime], counts: Counts
) -> None:
    """Send messages over one connection, each marked as soon as it is sent."""
    waiting = list(rows)

    def mark(error: Exception | None) -> None:
        row = waiting.pop(0)
        counts.add(_mark(database, row, error, now()))

    try:
        with connected(settings.smtp_url) as connection:
            while waiting:
                mark(send(connection, waiting[0], settings.mail_from))
    except (OSError, smtplib.SMTPException) as error:
        while waiting:
            mark(error)
