"""What leaves after commit: mail, queued in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import ColumnElement, String, and_, case, cast, insert, not_, or_, select, update

from core.database.database import new_id
from core.database.sessions.session import Session
from core.tables import outbox

FORGOTTEN = "forgotten:"
"""How the keys of mail begin of which nobody may know any more to whom it went."""
TRIED = case((outbox.c.attempts > 0, 1), else_=0)
"""The attempts of a mail that begins anew: that it was tried once is not forgotten, since it may have arrived."""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to one recipient. key: what makes it this mail and no other, so that it is queued once.

    calendar: an iCalendar object to go with it, calendar_method its METHOD (REQUEST, CANCEL). language: the code
    of that in which it is written; it is kept once the text is deleted, so that what follows is written in the same.
    """

    key: str
    recipient: str
    subject: str
    body: str
    calendar: str | None = None
    calendar_method: str | None = None
    language: str | None = None


def enqueue(session: Session, message: Message, now: datetime) -> bool:
    """Queue a message, unless one of its key was queued before and not withdrawn; whether it is queued now."""
    known = session.execute(select(outbox).where(outbox.c.key == message.key)).first()
    if known is not None and (known.withdrawn_at is None or known.sent_at is not None):
        return False
    message_id = _message_id(message)
    told = {
        "message_id": message_id,
        "recipient": message.recipient,
        "subject": message.subject,
        "body": message.body,
        "calendar": message.calendar,
        "calendar_method": message.calendar_method,
        "language": message.language,
        "queued_at": now,
        "sent_at": None,
        "dead": False,
        "last_error": None,
        "withdrawn_at": None,
    }
    if known is not None:
        # Whoever has the same mail in hand sends it: no other worker takes it meanwhile.
        same_in_hand = and_(is_in_hand(now), outbox.c.message_id == message_id)
        due = case((same_in_hand, outbox.c.next_attempt_at), else_=now)
        anew = update(outbox).where(outbox.c.id == known.id)
        session.execute(anew.values(attempts=TRIED, next_attempt_at=due, **told))
    else:
        session.execute(insert(outbox).values(id=new_id(), key=message.key, attempts=0, next_attempt_at=now, **told))
    return True


def is_in_hand(now: datetime) -> ColumnElement[bool]:
    """Whether a message is taken and nothing has become of it, nor its lease ended."""
    return and_(outbox.c.attempts > 0, outbox.c.last_error.is_(None), outbox.c.next_attempt_at > now)


def withdraw(session: Session, key: str, now: datetime, but: str | None = None, but_to: Iterable[str] = ()) -> None:
    """Have the messages whose keys begin with `key`, but not with `but`, sent no more, but to the addresses `but_to`.

    One in hand is not repeated.
    """
    obsolete = _begins(key) if but is None else and_(_begins(key), not_(_begins(but)))
    unsent = outbox.c.sent_at.is_(None), outbox.c.withdrawn_at.is_(None)
    others = outbox.c.recipient.not_in(list(but_to))
    session.execute(update(outbox).where(obsolete, *unsent, others).values(withdrawn_at=now))


def forget(session: Session, recipient: str, now: datetime) -> None:
    """Keep nothing of the mail to an address but its subjects and days; none that waits is sent.

    Nor is it known by its keys any more, which may hold the address: another of the same key is another mail.
    """
    waits = and_(outbox.c.sent_at.is_(None), outbox.c.withdrawn_at.is_(None))
    session.execute(
        update(outbox)
        .where(outbox.c.recipient == recipient)
        .values(
            key=FORGOTTEN + cast(outbox.c.id, String),
            recipient="",
            body="",
            calendar=None,
            language=None,
            last_error=None,
            withdrawn_at=case((waits, now), else_=outbox.c.withdrawn_at),
        )
    )


def sent(session: Session, key: str) -> list[Message]:
    """The messages whose keys begin with `key`, as they were queued; none that was withdrawn before any attempt."""
    stands = or_(outbox.c.withdrawn_at.is_(None), outbox.c.attempts > 0)
    columns = [outbox.c[field.name] for field in fields(Message)]
    queued = select(*columns).where(_begins(key), stands).order_by(outbox.c.queued_at, outbox.c.id)
    return [Message(*row) for row in session.execute(queued)]


def _message_id(message: Message) -> str:
    """What receiving systems know a mail by. After a restore, another one of its key is another mail to them."""
    told = message.recipient, message.subject, message.body, message.calendar or "", message.calendar_method or ""
    return f"<{uuid5(NAMESPACE_URL, chr(0).join((message.key, *told)))}@nmirf.network>"


def _begins(key: str) -> ColumnElement[bool]:
    return outbox.c.key.startswith(key, autoescape=True)
