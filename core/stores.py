"""Where the schema's statements are run: on SQLite or PostgreSQL, none beyond its time."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import apsw
import asyncpg
from sqlalchemy import Dialect
from sqlalchemy.engine import make_url

from core.paces import Paces
from core.postgresql import LOST, Connections
from core.sqlite import connect
from core.turns import HEAVY_AT_ONCE, Heavy, Shared
from schema.reading import BadRequest
from schema.statements import statement_dialect

INLINE_SECONDS = 0.01
STEPS_BETWEEN_LOOKS = 20_000
REVISION = "SELECT revision FROM core_head"
SECONDS_BETWEEN_TRIES = 0.1


def unreachable() -> BadRequest:
    return BadRequest("DATABASE_UNREACHABLE", "The database does not answer. Try again in a moment.")


def too_slow(seconds: float) -> BadRequest:
    return BadRequest(
        "TIME_LIMIT",
        f"The database worked on this for {seconds:g} seconds and was stopped. Ask for less at once: "
        "fewer nested lists, smaller pages, no counts.",
    )


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
        revision: int = self._run(REVISION, [], INLINE_SECONDS)
        return revision

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        """The one value of the one row, as bytes. heavy: not to be tried in the event loop's own time."""
        if not heavy and self.paces.short(sql):
            try:
                found: bytes = self._run(sql, parameters, INLINE_SECONDS)
                return found
            except apsw.InterruptError:
                self.paces.too_long(sql)
        async with self.heavy.place():
            self.workers = self.workers or ThreadPoolExecutor(HEAVY_AT_ONCE, "nmirf-heavy")
            running = asyncio.get_running_loop().run_in_executor(
                self.workers, self._run, sql, parameters, self.statement_seconds
            )
            begun = time.monotonic()
            try:
                found = await running
                if time.monotonic() - begun < INLINE_SECONDS / 2:
                    self.paces.was_short(sql)
                return found
            except apsw.InterruptError:
                raise too_slow(self.statement_seconds) from None

    def _run(self, sql: str, parameters: list[Any], seconds: float) -> Any:
        connection = self._connection()
        self.threads.until = time.monotonic() + seconds
        for row in connection.execute(sql, parameters):
            return row[0]
        return b"null"

    def _connection(self) -> apsw.Connection:
        found: apsw.Connection | None = getattr(self.threads, "connection", None)
        if found is None:
            found = connect(self.path, read_only=True)
            threads = self.threads
            found.set_progress_handler(lambda: time.monotonic() > threads.until, STEPS_BETWEEN_LOOKS)
            self.threads.connection = found
        return found


class PostgreSQLStore:
    """Runs statements on PostgreSQL, prepared, on a pool of connections.

    patience: for how many seconds a statement is tried again where the server does not answer, as while it restarts.
    """

    dialect: Dialect = statement_dialect("postgresql")

    def __init__(self, address: str, statement_seconds: float, patience: float = 0.0) -> None:
        self.statement_seconds, self.patience = statement_seconds, patience
        plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        self.connections = Connections(plain, statement_seconds)
        self.heavy = Heavy()
        self.shared_revision = Shared(self._revision)

    async def open(self) -> None:
        """Nothing to open ahead: connections are made where they are first needed."""

    async def close(self) -> None:
        await self.connections.close()

    async def revision(self) -> int:
        """The number that grows with every write, as it is now; one statement tells all who ask at the same time."""
        return await self.shared_revision.get()

    async def _revision(self) -> int:
        return int(await self._fetch(REVISION, []))

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        """The one value of the one row, as bytes. heavy: one of those that must leave connections to the others."""
        if not heavy:
            return await self._fetch(sql, parameters)
        async with self.heavy.place():
            return await self._fetch(sql, parameters)

    async def _fetch(self, sql: str, parameters: list[Any]) -> bytes:
        until = time.monotonic() + self.patience
        while True:
            try:
                return await self.connections.fetch(sql, parameters)
            except asyncpg.QueryCanceledError:
                raise too_slow(self.statement_seconds) from None
            except LOST:
                if time.monotonic() >= until:
                    raise unreachable() from None
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)


def store_of(address: str, statement_seconds: float, patience: float = 0.0) -> SQLiteStore | PostgreSQLStore:
    """Where the schema's statements are run on the database of this address."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return SQLiteStore(url.database or "", statement_seconds)
    return PostgreSQLStore(address, statement_seconds, patience)
