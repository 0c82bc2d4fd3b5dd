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
    """What a write waits for, besides its own statements."""

    FOR_ALL = "others who write before it, and the disk"
    FOR_OTHERS = "others who write before it; for the disk, whoever wants it waits by the store's `settled`"
    FOR_NOTHING = "neither: where others write, it is refused as DATABASE_BUSY"


STATEMENT_MILLISECONDS_WITHOUT_WAITING = 30
_SELECT_HEAD = select(head.c.sequence, head.c.hash)
_UNSETTLED = func.set_config("synchronous_commit", "off", True)
_STATEMENT_LIMIT = func.set_config("statement_timeout", str(STATEMENT_MILLISECONDS_WITHOUT_WAITING), True)
_LOCK_HEAD = Prepared(_SELECT_HEAD.with_for_update())
LOCK_HEAD_BY_WAIT = {
    Waits.FOR_ALL: _LOCK_HEAD,
    Waits.FOR_OTHERS: Prepared(_SELECT_HEAD.add_columns(_UNSETTLED).with_for_update()),
    Waits.FOR_NOTHING: Prepared(
        _SELECT_HEAD.add_columns(_UNSETTLED, _STATEMENT_LIMIT).with_for_update(skip_locked=True)
    ),
}
"""Where the journal ends, for PostgreSQL: what waits for nothing finds no row where another write is under way, and has
each statement of its transaction take so long at most."""
APPEND = Prepared(insert(journal), *journal.c.keys())
_ADVANCE = update(head).values(
    sequence=bindparam("entry_sequence"), hash=bindparam("entry_hash"), revision=head.c.revision + 1
)
ADVANCE, ADVANCE_AND_TELL = Prepared(_ADVANCE), Prepared(_ADVANCE.returning(func.pg_notify(CHANNEL, "")))
"""On PostgreSQL other processes are told of a new entry; on SQLite they look for one."""


class JournalEnd(NamedTuple):
    """Where the journal ends: the last entry's number and hash."""

    sequence: int
    hash: str


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
        """Of an entry that is not public: the SHA-256 of its content, which its hash is made of.

        It tells nothing, since the content has a nonce. None where the entry is public, or was written before hashes
        were made so.
        """
        if self.public or self.hash == _chained(self.previous_hash, self.content):
            return None
        return _digest(self.content)

    @property
    def content(self) -> bytes:
        """What is hashed: canonical JSON of all but the hashes."""
        return _content(self.sequence, self.at, self.actor, self.action, self.subject, self.payload, public=self.public)


def hash_of(previous: str, sequence: int, content: bytes, public: bool) -> str:
    """The hash of an entry: SHA-256 over the previous hash and its content, which is canonical JSON.

    Of an entry that is not public, JSON takes the place of the content that has but its number and the digest of the
    content: so whoever may not read it can still tell that the entry after it follows the one before it.
    """
    return _chained(previous, content if public else _hidden(sequence, content))


def _content(
    sequence: int, at: datetime, actor: str, action: str, subject: str | None, payload: str, public: bool
) -> bytes:
    return _sorted(
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


def _sorted(said: Mapping[str, Any]) -> bytes:
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def _hidden(sequence: int, content: bytes) -> bytes:
    """What is hashed of an entry that is not public."""
    return _sorted({"digest": _digest(content), "public": False, "sequence": sequence})


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _chained(previous: str, content: bytes) -> str:
    return hashlib.sha256(previous.encode() + content).hexdigest()


def wait_for_turn(session: Session, waits: Waits = Waits.FOR_ALL) -> JournalEnd:
    """Wait until the write before this one is done: no rule ever judges records that another write is changing.

    Returns where the journal ends, which nobody else changes before this transaction has ended. Raises Unavailable.
    """
    end = (LOCK_HEAD_BY_WAIT[waits] if session.dialect == "postgresql" else _LOCK_HEAD).first(session)
    if end is None:
        raise busy()
    return JournalEnd(end.sequence, end.hash)


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
    """Append an entry in the transaction of the write that it records, where its turn has come; it is the new end.

    at: in UTC, to the second. public: false for what only administrators may read, a draft for instance. Its hash
    stands in the open entries beside it: a random nonce in its payload keeps all else of it from being guessed.
    `advance` has to follow in the same transaction, once for all its entries.
    """
    said = dict(payload) if public else {**payload, "nonce": secrets.token_hex(16)}
    sequence, written = end.sequence + 1, canonical(said).decode()
    content = _content(sequence, at, actor, action, subject, written, public)
    found = hash_of(end.hash, sequence, content, public)
    entry = Entry(sequence, at, actor, action, subject, written, public, end.hash, found)
    # Its number is known to all, and keys in their order make a table grow at its end.
    APPEND.later(session, sequence, *entry)
    return entry


def advance(session: Session, end: JournalEnd | Entry) -> None:
    """Move the end of the journal to this entry: what was written becomes the next revision."""
    statement = ADVANCE_AND_TELL if session.dialect == "postgresql" else ADVANCE
    statement.all(session, entry_sequence=end.sequence, entry_hash=end.hash)
    session.changes.are_next_revision()


def history(session: Session, subject: str) -> list[Entry]:
    """All entries from the first public one about a subject to the last, those about others in between as well.

    Some of those are not public: of them show no more than their hashes.
    """
    first, last = session.execute(
        select(func.min(journal.c.sequence), func.max(journal.c.sequence)).where(
            journal.c.subject == subject, journal.c.public
        )
    ).one()
    rows = select(*[journal.c[name] for name in Entry._fields]).where(journal.c.sequence.between(first, last))
    return [Entry(*row) for row in session.execute(rows.order_by(journal.c.sequence))]


def verify(session: Session) -> Iterator[str]:
    """Faults of the journal, in its order: what was changed, is missing or stands in the wrong place."""
    previous, expected = GENESIS, 1
    rows = session.execute(select(journal).order_by(journal.c.sequence), execution_options={"yield_per": 1_000})
    for row in rows:
        if row.sequence != expected:
            yield f"{_entries_text(expected, row.sequence - 1)} missing."
            previous = row.previous_hash
        elif row.previous_hash != previous:
            yield f"Entry {row.sequence} does not follow entry {row.sequence - 1}: one was put in another's place."
        if not _has_its_hash(Entry(*(getattr(row, name) for name in Entry._fields))):
            yield f"Entry {row.sequence} was changed after it was written."
        previous, expected = row.hash, row.sequence + 1
    end = session.execute(select(head.c.sequence, head.c.hash)).one()
    if end.sequence >= expected:
        yield f"{_entries_text(expected, end.sequence)} missing at the end."
    elif end.hash != previous:
        yield f"The journal's end does not match entry {expected - 1}."


def _has_its_hash(entry: Entry) -> bool:
    """Whether the hash is that of the content: of an entry that is not public, also as it was made before digests."""
    if entry.hash == _chained(entry.previous_hash, entry.content):
        return True
    return not entry.public and entry.hash == _chained(entry.previous_hash, _hidden(entry.sequence, entry.content))


def _entries_text(first: int, last: int) -> str:
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
