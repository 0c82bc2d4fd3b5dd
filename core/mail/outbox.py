"""The outbox: mail is queued in the transaction that causes it, and sent after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import ColumnElement, String, and_, case, cast, insert, not_, or_, select, update

from core.database.database import new_id
from core.database.sessions.session import Session
from core.tables import outbox

FORGOTTEN = "forgotten:"
"""The prefix of the keys of mail whose recipient was erased."""
SENT_BEFORE = "sent before a restore:"
"""The prefix, before the message id, of the keys of mail that was queued and sent after a backup that was restored."""
TRIED = case((outbox.c.attempts > 0, 1), else_=0)
"""The attempts of a mail that is queued again: 1 if it was tried before, since it may have arrived."""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to one recipient. key: identifies it, so that it is queued once.

    calendar: an iCalendar object to go with it, calendar_method its METHOD (REQUEST, CANCEL). language: the code of its
    language; it is kept when the text is deleted, so that later mail is written in the same language.
    """

    key: str
    recipient: str
    subject: str
    body: str
    calendar: str | None = None
    calendar_method: str | None = None
    language: str | None = None


def enqueue(session: Session, messages: Iterable[Message], now: datetime) -> int:
    """Queue messages, each unless one with its key was queued before and not withdrawn; returns how many were.

    One that was sent before a restore, with the same text, counts as queued and sent: it is not sent again.
    """
    by_key: dict[str, dict[str, Any]] = {}
    for message in messages:
        by_key.setdefault(message.key, _columns(message, now))
    sent_before = {f"{SENT_BEFORE}{columns['message_id']}": columns for columns in by_key.values()}
    keys = outbox.c.key.in_([*by_key, *sent_before])
    asked = select(outbox.c.id, outbox.c.key, outbox.c.withdrawn_at, outbox.c.sent_at).where(keys)
    known = {row.key: row for row in session.execute(asked)}
    for key in sent_before.keys() & known.keys():
        sent_before[key]["sent_at"] = known[key].sent_at
    withdrawn = [row for row in known.values() if row.withdrawn_at is not None and row.sent_at is None]
    for row in withdrawn:
        _queue_again(session, row.id, by_key[row.key], now)
    new = [{"id": new_id(), "key": key, **columns} for key, columns in by_key.items() if key not in known]
    if new:
        session.execute(insert(outbox), [{"attempts": 0, "next_attempt_at": now, **columns} for columns in new])
    return len(withdrawn) + len(new)


def _queue_again(session: Session, queued: int, columns: Mapping[str, Any], now: datetime) -> None:
    """Queue a withdrawn message. A worker that has the same mail in hand sends it: no other takes it meanwhile."""
    same_in_hand = and_(is_in_hand(now), outbox.c.message_id == columns["message_id"])
    due = case((same_in_hand, outbox.c.next_attempt_at), else_=now)
    again = update(outbox).where(outbox.c.id == queued)
    session.execute(again.values(attempts=TRIED, next_attempt_at=due, **columns))


def _columns(message: Message, now: datetime) -> dict[str, Any]:
    """The columns of a message that is queued, for the first time or again."""
    return {
        "message_id": _message_id(message),
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


def is_in_hand(now: datetime) -> ColumnElement[bool]:
    """Whether a worker has taken a message, and neither reported its outcome nor exceeded its lease."""
    return and_(outbox.c.attempts > 0, outbox.c.last_error.is_(None), outbox.c.next_attempt_at > now)


def withdraw(session: Session, key: str, now: datetime, but: str | None = None, but_to: Iterable[str] = ()) -> None:
    """Stop sending the messages whose keys begin with `key`, except with `but`, and except to the addresses `but_to`.

    A message in hand is not repeated.
    """
    obsolete = _begins(key) if but is None else and_(_begins(key), not_(_begins(but)))
    unsent = outbox.c.sent_at.is_(None), outbox.c.withdrawn_at.is_(None)
    others = outbox.c.recipient.not_in(list(but_to))
    session.execute(update(outbox).where(obsolete, *unsent, others).values(withdrawn_at=now))


def forget(session: Session, recipient: str, now: datetime) -> None:
    """Keep only subjects and days of the mail to an address; waiting mail is not sent.

    Keys and message ids may contain the address, or are made of it, so they are deleted too: another message with the
    same key is another mail.
    """
    waits = and_(outbox.c.sent_at.is_(None), outbox.c.withdrawn_at.is_(None))
    session.execute(
        update(outbox)
        .where(outbox.c.recipient == recipient)
        .values(
            key=FORGOTTEN + cast(outbox.c.id, String),
            message_id="",
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
    """How receiving systems identify a mail: after a restore, one with its key but another text is another mail."""
    content = message.recipient, message.subject, message.body, message.calendar or "", message.calendar_method or ""
    return f"<{uuid5(NAMESPACE_URL, chr(0).join((message.key, *content)))}@nmirf.network>"


def _begins(key: str) -> ColumnElement[bool]:
    return outbox.c.key.startswith(key, autoescape=True)
