"""The queue of the outbox: messages are taken one by one, marked with the outcome, put off, woken, and cleared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, not_, or_, select, true, update

from core.database.database import Database
from core.database.sessions.session import Session
from core.mail.outbox import TRIED, is_in_hand
from core.tables import outbox

MOST_ATTEMPTS = 20
"""Within about three days; by RFC 5321, section 4.5.4.1, mail servers try for four or five."""
LEASE = timedelta(minutes=15)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
LONGEST_WAIT_FOR_THE_SERVER = timedelta(minutes=15)
CLEARED_AT_ONCE = 100
"""The most mails cleared in one transaction, so that no other write waits for long."""

UNSENT = and_(outbox.c.sent_at.is_(None), outbox.c.withdrawn_at.is_(None))
WAITING = and_(UNSENT, outbox.c.dead.is_(False))


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 1, 2, 4, ... minutes, at most 6 hours."""
    return min(timedelta(minutes=2 ** max(attempts - 1, 0)), LONGEST_WAIT)


def wait_for_the_server(waited: timedelta) -> timedelta:
    """How long to wait for a server that cannot be reached: as long again as so far, 1 to 15 minutes."""
    return min(max(waited, SHORTEST_WAIT), LONGEST_WAIT_FOR_THE_SERVER)


def is_due(database: Database, now: datetime) -> bool:
    """Whether a message is due."""
    with database.reading() as session:
        return session.execute(select(outbox.c.id).where(_due(now)).limit(1)).first() is not None


def take(database: Database, now: datetime) -> Any:
    """Take the message that has been due for longest, or None; other workers leave it alone until its lease ends."""
    with _noting(database) as session:
        first = select(outbox).where(_due(now)).order_by(outbox.c.next_attempt_at, outbox.c.id).limit(1)
        taken = session.execute(first.with_for_update(skip_locked=True)).first()
        if taken is not None:
            lease = update(outbox).where(outbox.c.id == taken.id)
            session.execute(lease.values(next_attempt_at=now + LEASE, attempts=outbox.c.attempts + 1, last_error=None))
        return taken


def mark(database: Database, row: Any, error: Exception | None, now: datetime) -> str:
    """Mark a message as sent, or when it is tried again; returns the outcome: sent, failed or dead.

    If it was forgotten meanwhile, or has another text by now, it stays as it is: it is not the one that was taken.
    """
    attempts = row.attempts + 1
    dead = attempts >= MOST_ATTEMPTS
    values: dict[str, Any] = {"sent_at": now, "last_error": None}
    if error is not None:
        values = {"next_attempt_at": now + wait_after(attempts), "dead": dead, "last_error": _error_text(error)}
    taken = and_(outbox.c.id == row.id, outbox.c.key == row.key, outbox.c.message_id == row.message_id)
    with _noting(database) as session:
        session.execute(update(outbox).where(taken).values(**values))
    return "sent" if error is None else "dead" if dead else "failed"


def put_off(database: Database, error: Exception, now: datetime) -> int:
    """Put off all due messages, as the mail server cannot be reached; this is no attempt. Returns how many."""
    with _noting(database) as session:
        due = select(outbox.c.id, outbox.c.queued_at).where(_due(now)).with_for_update(skip_locked=True)
        later = [
            {"message": row.id, "later": now + wait_for_the_server(now - row.queued_at)} for row in session.execute(due)
        ]
        if later:
            waiting = update(outbox).where(outbox.c.id == bindparam("message"))
            session.execute(waiting.values(next_attempt_at=bindparam("later"), last_error=_error_text(error)), later)
        return len(later)


def clear(database: Database, before: datetime) -> int:
    """Delete text, calendar entry and error of some mails that were sent or withdrawn before a moment.

    Their keys and recipients stay, so that the same mail is not sent again. Returns the number of mails.
    """
    over = or_(outbox.c.sent_at < before, and_(outbox.c.sent_at.is_(None), outbox.c.withdrawn_at < before))
    has_text = or_(outbox.c.body != "", outbox.c.last_error.is_not(None))
    some = select(outbox.c.id).where(over, has_text).limit(CLEARED_AT_ONCE)
    with _noting(database) as session:
        chosen = session.execute(some.with_for_update(skip_locked=True)).scalars().all()
        if chosen:
            clearing = update(outbox).where(outbox.c.id.in_(chosen))
            session.execute(clearing.values(body="", calendar=None, last_error=None))
        return len(chosen)


def count_waiting(database: Database) -> int:
    """The number of messages that wait to be sent, without the dead ones."""
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(outbox).where(WAITING)).scalar_one()


def unsent(session: Session, now: datetime) -> Sequence[Any]:
    """The messages that have not been sent, oldest first, including dead ones. being_sent: whether a worker has it."""
    return _listed(session, now, UNSENT)


def addressed_to(session: Session, recipient: str, now: datetime) -> Sequence[Any]:
    """All messages to an address, in capitals or not, with the same columns as unsent ones, oldest first."""
    return _listed(session, now, func.lower(outbox.c.recipient) == recipient.lower())


def _listed(session: Session, now: datetime, which: ColumnElement[bool]) -> Sequence[Any]:
    asked = select(outbox, is_in_hand(now).label("being_sent"))
    return session.execute(asked.where(which).order_by(outbox.c.queued_at, outbox.c.id)).all()


def retry(session: Session, now: datetime, message: int | None = None, every: bool = False) -> int:
    """Wake all dead messages, or one or every waiting one, but none that is being sent; returns how many."""
    chosen = true() if every else outbox.c.dead.is_(True) if message is None else outbox.c.id == message
    waking = update(outbox).where(UNSENT, chosen, not_(is_in_hand(now)))
    done: Any = session.execute(waking.values(dead=False, attempts=TRIED, next_attempt_at=now))
    return int(done.rowcount)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(WAITING, outbox.c.next_attempt_at <= now)


def _error_text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


@contextmanager
def _noting(database: Database) -> Iterator[Session]:
    """A transaction on the queue: no answer shows it, so caches stay valid."""
    with database.transaction() as session:
        yield session
        session.changes.are_next_revision()
