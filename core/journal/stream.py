"""Notifies the listeners in this process of new entries of the journal, whichever process wrote them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from contextvars import Context
from dataclasses import dataclass, field, fields

from sqlalchemy import select

from core.concurrency.threads import run_to_its_end
from core.database.database import Database
from core.journal.signals import commits
from core.tables import journal
from schema.request.bad_request import BadRequest

MOST_WAITING = 1_000
BATCH = 500
SECONDS_AFTER_A_FAILURE = 1.0

logger = logging.getLogger("nmirf.stream")


@dataclass(frozen=True, slots=True)
class Appended:
    """A new entry: its primary key, number, subject, whether everybody may read it, and hash."""

    id: int
    sequence: int
    subject: str | None
    public: bool
    hash: str


BEFORE_THE_FIRST = Appended(0, 0, None, False, "")
COLUMNS = [journal.c[one.name] for one in fields(Appended)]


@dataclass(eq=False, slots=True)
class Follower:
    """A follower of new entries, all or those about one subject. over: whether it has to subscribe again."""

    subject: str | None
    waiting: asyncio.Queue[Appended | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    over: bool = False

    def notify(self, entry: Appended) -> None:
        """Keep an entry for this follower, which has fallen behind if too many wait."""
        if self.subject in (None, entry.subject) and not self.over:
            self.waiting.put_nowait(entry)
            self.over = self.waiting.full()

    def notify_of_restore(self) -> None:
        """Let this follower subscribe again: some entries that it knows no longer exist."""
        if not self.over:
            self.waiting.put_nowait(None)
            self.over = True

    async def next(self) -> Appended:
        """The next entry. Raises BadRequest TOO_SLOW, RESTORED."""
        if self.over and self.waiting.empty():
            raise BadRequest(
                "TOO_SLOW", "Too many changes are waiting to be read. Subscribe again, and read what is missing."
            )
        entry = await self.waiting.get()
        if entry is None:
            raise BadRequest("RESTORED", "A backup was restored. Subscribe again, and read the data again.")
        return entry


class Stream:
    """One watcher of the journal for a whole process; it watches while it has followers."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.followers: set[Follower] = set()
        self.watching: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    async def appended(self, subject: str | None = None) -> AsyncGenerator[Appended, None]:
        """New entries from now on, in their order.

        Raises BadRequest TOO_SLOW if the reader falls behind, RESTORED if a backup is restored.
        """
        follower = Follower(subject)
        self.followers.add(follower)
        if self.watching is None:
            self.ready = asyncio.Event()
            self.watching = asyncio.create_task(self._watch(), context=Context())
        try:
            await self.ready.wait()
            while True:
                yield await follower.next()
        finally:
            self.followers.discard(follower)
            if not self.followers:
                await self.close()

    async def close(self) -> None:
        """Stop watching."""
        watching, self.watching = self.watching, None
        if watching is not None:
            watching.cancel()
            await asyncio.wait([watching])

    async def _watch(self) -> None:
        last: Appended | None = None
        while True:
            try:
                last = await run_to_its_end(self._end) if last is None else last
                async with aclosing(commits(self.database)) as signals:  # type: ignore[type-var]
                    async for _ in signals:
                        last = await self._notify(last)
                        self.ready.set()
            except Exception:
                logger.exception("watching the journal failed; it is tried again")
            await asyncio.sleep(SECONDS_AFTER_A_FAILURE)

    async def _notify(self, last: Appended) -> Appended:
        """Notify all followers of what came after an entry, or of a restore; returns the last entry that they know."""
        while True:
            entries = await run_to_its_end(self._since, last)
            if entries is None:
                for follower in self.followers:
                    follower.notify_of_restore()
                return await run_to_its_end(self._end)
            for entry in entries:
                for follower in self.followers:
                    follower.notify(entry)
            last = entries[-1] if entries else last
            if len(entries) < BATCH:
                return last

    def _end(self) -> Appended:
        with self.database.reading() as session:
            row = session.execute(select(*COLUMNS).order_by(journal.c.sequence.desc()).limit(1)).one_or_none()
            return BEFORE_THE_FIRST if row is None else Appended(*row)

    def _since(self, last: Appended) -> list[Appended] | None:
        """The entries after an entry; None if that no longer exists, since a backup was restored."""
        onwards = select(*COLUMNS).where(journal.c.sequence >= last.sequence).order_by(journal.c.sequence)
        with self.database.reading() as session:
            found = [Appended(*row) for row in session.execute(onwards.limit(BATCH + 1))]
        if last == BEFORE_THE_FIRST:
            return found
        return found[1:] if found[:1] == [last] else None
