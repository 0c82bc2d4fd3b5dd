"""Statements on SQLite: short ones without waiting, others in a thread."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from time import perf_counter
from typing import Any

import apsw
from sqlalchemy import URL, Dialect

from core.concurrency.paces import Paces
from core.database.driver_errors import cannot_connect
from core.database.drivers.sqlite import KEPT, connect, or_full
from core.database.for_outsiders import too_much, too_slow, unreadable
from core.database.opened_file import OpenedFile
from core.database.revision import REVISION
from core.database.stores.heavy import HEAVY_TOGETHER, Heavy
from core.errors import Unavailable
from schema.limits import too_large
from schema.store import WithoutWaiting
from schema.weaving.statements import statement_dialect

INLINE_SECONDS = 0.01
THREADS = min(HEAVY_TOGETHER, os.cpu_count() or 1)
"""A statement of SQLite is all computing: more threads than processors would only take turns."""
CACHE_KILOBYTES = 1_000
"""The page cache of a thread's connection; the system caches the whole file once for all."""
TOO_DEEP = "nested too deep"
"""SQLite's error for a statement with too many subqueries, even side by side."""
FAULTS = (apsw.CorruptError, apsw.NotADBError, apsw.CantOpenError, apsw.IOError, apsw.FullError, apsw.ReadOnlyError)
"""The errors that mean that the file, or its disk, is not in order."""
STEPS_BETWEEN_LOOKS = 50_000
"""One to a few milliseconds of work: each look at the clock is a call of Python, and most statements need none."""


STAYS = threading.Event()
"""Never set: whoever asked waits for the answer."""


class Reader:
    """A connection of one thread, whose statements end by a moment: `until`, in the time of `perf_counter`.

    text_bytes: the size of the longest text that they may produce, as a result or on the way.
    """

    def __init__(self, path: str, text_bytes: int) -> None:
        self.connection = connect(path, read_only=True)
        self.connection.limit(apsw.SQLITE_LIMIT_LENGTH, text_bytes)
        self.until, self.gone = until, gone = [0.0], [STAYS]
        # Refers to these two, not to the reader: dropping the reader then closes the file.
        self.connection.set_progress_handler(lambda: perf_counter() > until[0] or gone[0].is_set(), STEPS_BETWEEN_LOOKS)

    def read(self, sql: str, parameters: list[Any], seconds: float, gone: threading.Event = STAYS) -> Any:
        """The only value of the only row. gone: set once nobody waits for it any more, which ends it.

        Raises apsw.InterruptError, apsw.TooBigError, one of FAULTS.
        """
        self.until[0], self.gone[0] = perf_counter() + seconds, gone
        try:
            for row in self.connection.execute(sql, parameters, prepare_flags=KEPT):
                return row[0]
        except (apsw.IOError, apsw.CantOpenError) as error:
            raise or_full(error, self.connection.filename, self.connection) from None
        return b"null"


class SQLiteStore:
    """Runs statements on SQLite: short ones without waiting, others in a thread, none beyond its time or its size."""

    dialect: Dialect = statement_dialect("sqlite")

    def __init__(self, path: str, statement_seconds: float, answer_bytes: int) -> None:
        self.file, self.url = OpenedFile(path, make=False), URL.create("sqlite", database=path)
        self.statement_seconds, self.answer_bytes = statement_seconds, answer_bytes
        self.threads = threading.local()
        self.paces = Paces()
        self.heavy = Heavy()
        self.workers: ThreadPoolExecutor | None = None

    @cached_property
    def reader(self) -> Reader:
        """The reader of the event loop's own thread."""
        return self._opened()

    async def close(self) -> None:
        if self.workers is not None:
            self.workers.shutdown(wait=True, cancel_futures=True)
        self.workers, self.threads = None, threading.local()
        self.__dict__.pop("reader", None)

    async def revision(self) -> int:
        """The current revision."""
        return self.revision_without_waiting()

    def revision_without_waiting(self) -> int:
        """The current revision, without waiting."""
        try:
            revision: int = self.reader.read(REVISION, [], INLINE_SECONDS)
        except FAULTS as error:
            raise unreadable(cannot_connect(self.url, error)) from None
        return revision

    async def settled(self) -> None:
        """Nothing to wait for: what was committed survives the end of the process."""

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        """The only value of the only row, as bytes. heavy: not to be tried in the event loop's own time."""
        if not heavy and (found := self.without_waiting(sql, parameters)(perf_counter())) is not None:
            return found
        async with self.heavy.place():
            self.workers = self.workers or ThreadPoolExecutor(THREADS, "nmirf-heavy")
            gone, loop = threading.Event(), asyncio.get_running_loop()
            running = loop.run_in_executor(self.workers, self._read_aside, sql, parameters, gone)
            begun = perf_counter()
            try:
                found = bytes(await running)
                if perf_counter() - begun < INLINE_SECONDS / 2:
                    self.paces.was_short(sql)
                return found
            except asyncio.CancelledError:
                gone.set()
                raise
            except apsw.InterruptError:
                raise too_slow(self.statement_seconds) from None
            except apsw.TooBigError:
                raise too_large(self.answer_bytes) from None
            except apsw.SQLError as error:
                raise (too_much() if TOO_DEEP in str(error) else error) from None
            except FAULTS as error:
                raise unreadable(cannot_connect(self.url, error)) from None

    def without_waiting(self, sql: str, parameters: list[Any]) -> WithoutWaiting:
        """A function that answers a statement if that takes only a moment of the event loop's own time."""
        paces, until, execute = self.paces, self.reader.until, self.reader.connection.execute
        proofs_left = paces.proofs_left

        def read(started: float) -> bytes | None:
            if sql in proofs_left:
                return None
            until[0] = started + INLINE_SECONDS
            try:
                found: bytes
                for (found,) in execute(sql, parameters, prepare_flags=KEPT):
                    return found
                return b"null"
            except (apsw.InterruptError, apsw.TooBigError, apsw.SQLError):
                paces.too_long(sql)
                return None
            except FAULTS:
                return None

        return read

    def _opened(self) -> Reader:
        """A new reader. Raises BadRequest if the file is gone, was replaced or cannot be opened."""
        try:
            self.file.require_in_place()
            return Reader(self.file.path, self.answer_bytes)
        except Unavailable as error:
            raise unreadable(error) from None
        except FAULTS as error:
            raise unreadable(cannot_connect(self.url, error)) from None

    def _read_aside(self, sql: str, parameters: list[Any], gone: threading.Event) -> Any:
        """Read in a thread other than the event loop's."""
        if not hasattr(self.threads, "reader"):
            self.threads.reader = self._opened()
            self.threads.reader.connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        return self.threads.reader.read(sql, parameters, self.statement_seconds, gone)
