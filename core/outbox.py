"""What leaves after commit: mail, queued in the transaction that causes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert, select

from core.database import new_id
from core.sessions.session import Session
from core.tables import outbox


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to one recipient. key: what makes it this mail and no other, so that it is queued once.

    calendar: an iCalendar object to go with it, calendar_method its METHOD (REQUEST, CANCEL).
    """

    key: str
    recipient: str
    subject: str
    body: str
    calendar: str | None = None
    calendar_method: str | None = None


def enqueue(session: Session, message: Message, now: datetime) -> bool:
    """Queue a message, unless one of its key was queued before; whether it is queued now."""
    if session.execute(select(outbox.c.id).where(outbox.c.key == message.key)).first() is not None:
        return False
    session.execute(
        insert(outbox).values(
            id=new_id(),
            key=message.key,
            message_id=f"<{uuid5(NAMESPACE_URL, message.key)}@nmirf.network>",
            recipient=message.recipient,
            subject=message.subject,
            body=message.body,
            calendar=message.calendar,
            calendar_method=message.calendar_method,
            queued_at=now,
            attempts=0,
            next_attempt_at=now,
            dead=False,
        )
    )
    return True


def recipients(session: Session, key: str) -> set[str]:
    """The recipients of the queued messages whose keys begin with `key`."""
    return set(
        session.execute(select(outbox.c.recipient).where(outbox.c.key.startswith(key, autoescape=True))).scalars()
    )
