"""What is appended to the journal, told to everybody in this process who listens, whoever wrote it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from contextvars import Context
from dataclasses import dataclass, field

from sqlalchemy import select

from core.concurrency.threads import run_to_its_end
from core.database.database import Database
from core.journal.signals import commits
from core.tables import head, journal
from schema.asking.bad_request import BadRequest

MOST_WAITING = 1_000
BATCH = 500
SECONDS_AFTER_A_FAILURE = 1.0

logger = logging.getLogger("nmirf.stream")


@dataclass(frozen=True, slots=True)
class Appended:
    """A new entry: its primary key, its place, what it is about, whether everybody may read it."""

    id: int
    sequence: int
    subject: str | None
    public: bool


@dataclass(eq=False, slots=True)
class Follower:
    """Somebody who follows new entries, all or those about one subject. behind: whether too many have waited."""

    subject: str | None
    waiting: asyncio.Queue[Appended] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    behind: bool = False

    def tell(self, entry: Appended) -> None:
        """Keep an entry for this follower, unless it has fallen behind."""
        if self.subject in (None, entry.subject) and not self.behind:
            self.waiting.put_nowait(entry)
            self.behind = self.waiting.full()


class Stream:
    """One watcher of the journal for a whole process; it watches as long as somebody listens."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.followers: set[Follower] = set()
        self.watching: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    async def appended(self, subject: str | None = None) -> AsyncGenerator[Appended, None]:
        """New entries from now on, in their order. Raises BadRequest TOO_SLOW where the reader falls behind."""
        follower = Follower(subject)
        self.followers.add(follower)
        if self.watching is None:
            self.ready = asyncio.Event()
            self.watching = asyncio.create_task(self._watch(), context=Context())
        try:
            await self.ready.wait()
            while not (follower.behind and follower.waiting.empty()):
                yield await follower.waiting.get()
            raise BadRequest("TOO_SLOW", "Too many changes wait to be read. Subscribe again, and read what is missing.")
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
        last: int | None = None
        while True:
            try:
                last = await run_to_its_end(self._end) if last is None else last
                async with aclosing(commits(self.database)) as signals:  # type: ignore[type-var]
                    async for _ in signals:
                        last = await self._tell(last)
                        self.ready.set()
            except Exception:
                logger.exception("watching the journal failed; it is tried again")
            await asyncio.sleep(SECONDS_AFTER_A_FAILURE)

    async def _tell(self, last: int) -> int:
        """Tell all followers what came after an entry; returns the last entry that they know."""
        while True:
            entries = await run_to_its_end(self._since, last)
            for entry in entries:
                for follower in self.followers:
                    follower.tell(entry)
            if not entries:  # a backup that was put back may end before
                return min(last, await run_to_its_end(self._end))
            last = entries[-1].sequence
            if len(entries) < BATCH:
                return last

    def _end(self) -> int:
        with self.database.reading() as session:
            found: int = session.execute(select(head.c.sequence)).scalar_one()
            return found

    def _since(self, sequence: int) -> list[Appended]:
        with self.database.reading() as session:
            rows = session.execute(
                select(journal.c.id, journal.c.sequence, journal.c.subject, journal.c.public)
                .where(journal.c.sequence > sequence)
                .order_by(journal.c.sequence)
                .limit(BATCH)
            )
            return [Appended(row.id, row.sequence, row.subject, row.public) for row in rows]
