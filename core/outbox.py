"""What leaves after commit: mail, queued in the transaction that causes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import ColumnElement, and_, insert, not_, or_, select, update

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
            message_id=_message_id(message),
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


def withdraw(session: Session, key: str, but: str, now: datetime) -> None:
    """Have the messages whose keys begin with `key`, and not with `but`, sent no more; one in hand is not repeated."""
    obsolete = and_(_begins(key), not_(_begins(but)), outbox.c.sent_at.is_(None), outbox.c.withdrawn_at.is_(None))
    session.execute(update(outbox).where(obsolete).values(withdrawn_at=now))


def recipients(session: Session, key: str) -> set[str]:
    """The recipients of the messages whose keys begin with `key`, but of none that was withdrawn before any attempt."""
    stands = or_(outbox.c.withdrawn_at.is_(None), outbox.c.attempts > 0)
    return set(session.execute(select(outbox.c.recipient).where(_begins(key), stands)).scalars())


def _message_id(message: Message) -> str:
    """What receiving systems know a mail by. After a restore, another one of its key is another mail to them."""
    told = message.recipient, message.subject, message.body, message.calendar or "", message.calendar_method or ""
    return f"<{uuid5(NAMESPACE_URL, chr(0).join((message.key, *told)))}@nmirf.network>"


def _begins(key: str) -> ColumnElement[bool]:
    return outbox.c.key.startswith(key, autoescape=True)
