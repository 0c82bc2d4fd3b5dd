"""Notifies the listeners in this process of new entries of the journal, whichever process wrote them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from contextvars import Context, ContextVar
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
SECONDS_FOR_ITS_END = 1.0
"""How long those who come wait until it is known where the journal ends; a database that is slower is watched later."""

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

    subject: str | None = None
    waiting: asyncio.Queue[Appended | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    over: bool = False

    def narrow(self, subject: str | None) -> None:
        """Follow only entries about this subject, if there is one; what was kept of others is dropped."""
        self.subject = subject
        for _ in range(self.waiting.qsize()):
            entry = self.waiting.get_nowait()
            if entry is None or subject in (None, entry.subject):
                self.waiting.put_nowait(entry)

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


_ARRIVED: ContextVar[list[Follower]] = ContextVar("arrived")
"""The follower that has been waiting since the operation of this context arrived, until it is taken."""


class Stream:
    """One watcher of the journal for a whole process; it watches while it has followers, or somebody may follow.

    may_follow: how many may; begun: whether it is known from which entry on it watches; ready: whether it hears of
    others.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.followers: set[Follower] = set()
        self.may_follow = 0
        self.watching: asyncio.Task[None] | None = None
        self.begun, self.ready = asyncio.Event(), asyncio.Event()

    async def appended(self, subject: str | None = None) -> AsyncGenerator[Appended, None]:
        """New entries from now on, in their order; within `following` the first call gives those since its beginning.

        Raises BadRequest TOO_SLOW if the reader falls behind, RESTORED if a backup is restored.
        """
        arrived = _ARRIVED.get([])
        follower = arrived.pop() if arrived else self._new_follower()
        follower.narrow(subject)
        try:
            await self.ready.wait()
            while True:
                yield await follower.next()
        finally:
            await self._leave(follower)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """While somebody is there who may follow: what they follow then begins where they ask for it."""
        self.may_follow += 1
        try:
            self._watch_from_now_on()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.begun.wait(), SECONDS_FOR_ITS_END)
            yield
        finally:
            self.may_follow -= 1
            await self._close_if_unused()

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """While an operation is executed that has just arrived: it may be long before it calls `appended`."""
        follower = self._new_follower()
        before = _ARRIVED.set([follower])
        try:
            yield
        finally:
            _ARRIVED.reset(before)
            await self._leave(follower)

    async def close(self) -> None:
        """Stop watching."""
        watching, self.watching = self.watching, None
        if watching is not None:
            watching.cancel()
            await asyncio.wait([watching])

    def _new_follower(self) -> Follower:
        """A follower of all entries from now on."""
        follower = Follower()
        self.followers.add(follower)
        self._watch_from_now_on()
        return follower

    async def _leave(self, follower: Follower) -> None:
        self.followers.discard(follower)
        await self._close_if_unused()

    async def _close_if_unused(self) -> None:
        if not self.followers and not self.may_follow:
            await self.close()

    def _watch_from_now_on(self) -> None:
        if self.watching is None:
            self.begun, self.ready = asyncio.Event(), asyncio.Event()
            self.watching = asyncio.create_task(self._watch(), context=Context())

    async def _watch(self) -> None:
        last: Appended | None = None
        while True:
            try:
                last = await run_to_its_end(self._end) if last is None else last
                self.begun.set()
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
                end = await run_to_its_end(self._end)  # first, so that who follows again misses nothing
                for follower in self.followers:
                    follower.notify_of_restore()
                return end
            for entry in entries:
                for follower in self.followers:
                    follower.notify(entry)
            last = entries[-1] if entries else last
            if len(entries) < BATCH:
                return last

    def _end(self) -> Appended:
        with self.database.autocommit() as session:
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
