"""Statements on SQLite: short ones at once, others in a thread."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import apsw
from sqlalchemy import Dialect

from core.drivers.sqlite import connect
from core.stores.paces import Paces
from core.stores.shared import REVISION, too_slow
from core.stores.turns import HEAVY_AT_ONCE, Heavy
from schema.statements import statement_dialect

INLINE_SECONDS = 0.01
THREADS = min(HEAVY_AT_ONCE, os.cpu_count() or 1)
"""A statement of SQLite is all computing: more threads than processors would only take turns."""
THREADS_PAGES = 1_000
"""Kilobytes of pages that a thread's connection keeps; the system keeps those of the whole file, once for all."""
STEPS_BETWEEN_LOOKS = 20_000


class SQLiteStore:
    """Runs statements on SQLite: short ones at once, others in a thread, none beyond its time."""

    dialect: Dialect = statement_dialect("sqlite")

    def __init__(self, path: str, statement_seconds: float) -> None:
        self.path, self.statement_seconds = path, statement_seconds
        self.threads = threading.local()
        self.paces = Paces()
        self.heavy = Heavy()
        self.workers: ThreadPoolExecutor | None = None

    async def open(self) -> None:
        """Nothing to open ahead: connections are made where they are first needed."""

    async def close(self) -> None:
        if self.workers is not None:
            self.workers.shutdown(wait=True, cancel_futures=True)
        self.workers, self.threads = None, threading.local()

    async def revision(self) -> int:
        """The number that grows with every write, as it is now."""
        return self.revision_at_once()

    def revision_at_once(self) -> int:
        """The same, without waiting."""
        revision: int = self._run(REVISION, [], INLINE_SECONDS)
        return revision

    async def settled(self) -> None:
        """Whatever was committed outlives the end of the process; nothing is waited for."""

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        """The one value of the one row, as bytes. heavy: not to be tried in the event loop's own time."""
        if not heavy and (found := self.fetch_at_once(sql, parameters)) is not None:
            return found
        async with self.heavy.place():
            self.workers = self.workers or ThreadPoolExecutor(THREADS, "nmirf-heavy")
            running = asyncio.get_running_loop().run_in_executor(
                self.workers, self._run, sql, parameters, self.statement_seconds, True
            )
            begun = time.monotonic()
            try:
                found = bytes(await running)
                if time.monotonic() - begun < INLINE_SECONDS / 2:
                    self.paces.was_short(sql)
                return found
            except apsw.InterruptError:
                raise too_slow(self.statement_seconds) from None

    def fetch_at_once(self, sql: str, parameters: list[Any]) -> bytes | None:
        """The same, where it takes no longer than a moment of the event loop's own time; else None."""
        if not self.paces.short(sql):
            return None
        try:
            found: bytes = self._run(sql, parameters, INLINE_SECONDS)
            return found
        except apsw.InterruptError:
            self.paces.too_long(sql)
            return None

    def _run(self, sql: str, parameters: list[Any], seconds: float, heavy: bool = False) -> Any:
        connection = self._connection(heavy)
        self.threads.until = time.monotonic() + seconds
        for row in connection.execute(sql, parameters):
            return row[0]
        return b"null"

    def _connection(self, heavy: bool) -> apsw.Connection:
        found: apsw.Connection | None = getattr(self.threads, "connection", None)
        if found is None:
            found = connect(self.path, read_only=True)
            threads = self.threads
            found.set_progress_handler(lambda: time.monotonic() > threads.until, STEPS_BETWEEN_LOOKS)
            if heavy:
                found.execute(f"PRAGMA cache_size = -{THREADS_PAGES}")
            self.threads.connection = found
        return found
