"""The append-only, hash-chained record of every write."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, func, insert, select, update

from core.database.sessions.prepared import Prepared
from core.database.sessions.session import Session
from core.database.unavailable import busy
from core.journal.canonical import canonical
from core.tables import CHANNEL, head, journal
from schema.declaring.columns import in_seconds

GENESIS = "0" * 64


class Waits(Enum):
    """What a write waits for besides its own statements."""

    FOR_ALL = "writes before it, and the disk"
    FOR_OTHERS = "writes before it; a caller waits for the disk with the store's `settled`"
    FOR_NOTHING = "neither: while others write, it is refused as DATABASE_BUSY"


STATEMENT_MILLISECONDS_WITHOUT_WAITING = 30
_SELECT_HEAD = select(head.c.sequence, head.c.hash, head.c.roles)
_UNSETTLED = func.set_config("synchronous_commit", "off", True)
_STATEMENT_LIMIT = func.set_config("statement_timeout", str(STATEMENT_MILLISECONDS_WITHOUT_WAITING), True)
_HEAD = Prepared(_SELECT_HEAD)
_LOCK_HEAD = Prepared(_SELECT_HEAD.with_for_update())
LOCK_HEAD_BY_WAIT = {
    Waits.FOR_ALL: _LOCK_HEAD,
    Waits.FOR_OTHERS: Prepared(_SELECT_HEAD.add_columns(_UNSETTLED).with_for_update()),
    Waits.FOR_NOTHING: Prepared(
        _SELECT_HEAD.add_columns(_UNSETTLED, _STATEMENT_LIMIT).with_for_update(skip_locked=True)
    ),
}
"""Locks the end of the journal, on PostgreSQL. A write that waits for nothing finds no row while another is under way,
and limits the time of each statement of its transaction."""
APPEND = Prepared(insert(journal), *journal.c.keys())
_ADVANCE = update(head).values(
    sequence=bindparam("entry_sequence"),
    hash=bindparam("entry_hash"),
    roles=bindparam("roles_number"),
    revision=head.c.revision + 1,
)
ADVANCE, ADVANCE_AND_NOTIFY = Prepared(_ADVANCE), Prepared(_ADVANCE.returning(func.pg_notify(CHANNEL, "")))
"""On PostgreSQL other processes are notified of a new entry; on SQLite they look for one."""


class JournalEnd(NamedTuple):
    """Where the journal ends: the last entry's number and hash.

    roles: the number of the last entry that may have changed somebody's role.
    """

    sequence: int
    hash: str
    roles: int


class Entry(NamedTuple):
    """One entry of the journal.

    It has `sequence`, `at`, `actor` (role and name), `action` as in `training.planned`, `subject` (an id) or None,
    `payload`: canonical JSON (RFC 8785), `public`, `previous_hash` and `hash`.
    """

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str | None
    payload: str
    public: bool
    previous_hash: str
    hash: str

    @property
    def digest(self) -> str | None:
        """For an entry that is not public, the SHA-256 of its content, from which its hash is made.

        It reveals nothing, since the content has a nonce. None if the entry is public, or was written before hashes
        were made this way.
        """
        if self.public or self.hash == _chained(self.previous_hash, self.content):
            return None
        return _digest(self.content)

    @property
    def content(self) -> bytes:
        """What is hashed: canonical JSON of everything but the hashes."""
        return _content(self.sequence, self.at, self.actor, self.action, self.subject, self.payload, public=self.public)


def hash_of(previous: str, sequence: int, content: bytes, public: bool) -> str:
    """The hash of an entry: SHA-256 over the previous hash and its content, which is canonical JSON.

    For an entry that is not public, JSON with only its number and the digest of its content is hashed instead: so a
    reader that may not see it can still verify that the chain continues.
    """
    return _chained(previous, content if public else _hidden(sequence, content))


def _content(
    sequence: int, at: datetime, actor: str, action: str, subject: str | None, payload: str, public: bool
) -> bytes:
    return _sorted_json(
        {
            "sequence": sequence,
            "at": in_seconds(at),
            "actor": actor,
            "action": action,
            "subject": subject,
            "payload": orjson.Fragment(payload),
            "public": public,
        }
    )


def _sorted_json(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _hidden(sequence: int, content: bytes) -> bytes:
    """What is hashed for an entry that is not public."""
    return _sorted_json({"digest": _digest(content), "public": False, "sequence": sequence})


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _chained(previous: str, content: bytes) -> str:
    return hashlib.sha256(previous.encode() + content).hexdigest()


def wait_for_turn(session: Session, waits: Waits = Waits.FOR_ALL) -> JournalEnd:
    """Wait until the previous write is done: no rule ever judges records that another write is changing.

    Returns the end of the journal, which nobody else changes before this transaction has ended. Raises Unavailable.
    """
    end = (LOCK_HEAD_BY_WAIT[waits] if session.dialect == "postgresql" else _LOCK_HEAD).first(session)
    if end is None:
        raise busy()
    return JournalEnd(end.sequence, end.hash, end.roles)


def last_number(session: Session) -> int:
    """The number of the last entry; it grows with each write."""
    number: int = _HEAD.first(session).sequence
    return number


def append(
    session: Session,
    end: JournalEnd | Entry,
    at: datetime,
    actor: str,
    action: str,
    subject: str | None,
    payload: Mapping[str, Any],
    public: bool = True,
) -> Entry:
    """Append an entry in the transaction of the write that it records, once its turn has come; it is the new end.

    at: in UTC, to the second. public: false if only administrators may read it, as for a draft. The entry after it has
    its hash: a random nonce in its payload keeps the rest of it from being guessed.
    `advance` has to follow in the same transaction, once for all its entries.
    """
    facts = dict(payload) if public else {**payload, "nonce": secrets.token_hex(16)}
    sequence, text = end.sequence + 1, canonical(facts).decode()
    content = _content(sequence, at, actor, action, subject, text, public)
    entry = Entry(
        sequence, at, actor, action, subject, text, public, end.hash, hash_of(end.hash, sequence, content, public)
    )
    # The number is public anyway, and ascending keys let the table grow at its end.
    APPEND.later(session, sequence, *entry)
    return entry


def advance(session: Session, end: JournalEnd | Entry, roles: int) -> None:
    """Move the end of the journal to this entry: what was written is the next revision.

    roles: the number of the last entry that may have changed somebody's role.
    """
    statement = ADVANCE_AND_NOTIFY if session.dialect == "postgresql" else ADVANCE
    statement.all(session, entry_sequence=end.sequence, entry_hash=end.hash, roles_number=roles)
    session.changes.are_next_revision()


def history(session: Session, subject: str) -> list[Entry]:
    """All entries from the first public one about a subject to the last, including those about others in between.

    Some of those are not public: show only their hashes.
    """
    first, last = session.execute(
        select(func.min(journal.c.sequence), func.max(journal.c.sequence)).where(
            journal.c.subject == subject, journal.c.public
        )
    ).one()
    rows = select(*[journal.c[name] for name in Entry._fields]).where(journal.c.sequence.between(first, last))
    return [Entry(*row) for row in session.execute(rows.order_by(journal.c.sequence))]


def verify(session: Session) -> Iterator[str]:
    """The faults of the journal, in its order: entries that were changed, are missing or in the wrong place."""
    previous, expected = GENESIS, 1
    rows = session.execute(select(journal).order_by(journal.c.sequence), execution_options={"yield_per": 1_000})
    for row in rows:
        if row.sequence != expected:
            yield f"{_entries_text(expected, row.sequence - 1)} missing."
            previous = row.previous_hash
        elif row.previous_hash != previous:
            yield f"Entry {row.sequence} does not follow entry {row.sequence - 1}: another entry was put in its place."
        if not _has_its_hash(Entry(*(getattr(row, name) for name in Entry._fields))):
            yield f"Entry {row.sequence} was changed after it was written."
        previous, expected = row.hash, row.sequence + 1
    end = session.execute(select(head.c.sequence, head.c.hash)).one()
    if end.sequence >= expected:
        yield f"{_entries_text(expected, end.sequence)} missing at the end."
    elif end.hash != previous:
        yield f"The journal's end does not match entry {expected - 1}."


def _has_its_hash(entry: Entry) -> bool:
    """Whether the hash is that of the content; for an entry that is not public, also as it was made before digests."""
    if entry.hash == _chained(entry.previous_hash, entry.content):
        return True
    return not entry.public and entry.hash == _chained(entry.previous_hash, _hidden(entry.sequence, entry.content))


def _entries_text(first: int, last: int) -> str:
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
