"""Engines, transactions, and where the schema's statements are run."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw
import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import Dialect, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from core.errors import StartupError
from core.sqlite import Connection, connect
from schema.reading import BadRequest
from schema.statements import statement_dialect

INLINE_SECONDS = 0.02
STEPS_BETWEEN_LOOKS = 20_000


def new_id() -> int:
    """A primary key that tells neither order nor number: 53 random bits."""
    return secrets.randbits(53) | 1 << 52


class Database:
    """One database: transactions for writes and administration."""

    def __init__(self, address: str) -> None:
        self.url = make_url(address)
        sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {} if sqlite else {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
        self.engine: Engine = create_engine(self.url, **options)
        self.dialect = self.engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, or leaves nothing. Raises StartupError where nothing answers."""
        with self._session() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading: it holds up nobody's writes."""
        with self._session() as session:
            if self.dialect == "sqlite":
                raw: Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
                raw.rollback()
            yield session

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            self.engine.connect().close()
        except (OperationalError, DBAPIError) as error:
            raise unreachable(self, error) from None
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def dispose(self) -> None:
        self.engine.dispose()

    def store(self, statement_seconds: float) -> SQLiteStore | PostgreSQLStore:
        """Where the schema's statements are run."""
        if self.dialect == "sqlite":
            return SQLiteStore(self.url.database or "", statement_seconds)
        return PostgreSQLStore(
            self.url.set(drivername="postgresql").render_as_string(hide_password=False), statement_seconds
        )


def unreachable(database: Database, error: Exception) -> StartupError:
    """The error for a database that does not answer, without any password."""
    url = database.url
    if database.dialect == "sqlite":
        return StartupError(
            "DATABASE_UNREACHABLE",
            f"The database file {url.database} cannot be opened. Look at the folder's permissions, "
            "or set NMIRF_DATA_FOLDER.",
        )
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0][:200]
    if url.password:
        reason = reason.replace(str(url.password), "***")
    return StartupError(
        "DATABASE_UNREACHABLE",
        f"PostgreSQL at {url.host or 'the local socket'}:{url.port or 5432} does not answer ({reason}). "
        "Is it running, and is NMIRF_DATABASE_URL right?",
    )


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
        self.slow: dict[str, None] = {}

    async def open(self) -> None:
        """Nothing to open ahead: connections are made where they are first needed."""

    async def close(self) -> None:
        self.threads = threading.local()

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes:
        """The one value of the one row, as bytes."""
        if sql not in self.slow:
            try:
                return self._run(sql, parameters, INLINE_SECONDS)
            except apsw.InterruptError:
                if len(self.slow) > 1_000:
                    self.slow.clear()
                self.slow[sql] = None
        try:
            return await asyncio.to_thread(self._run, sql, parameters, self.statement_seconds)
        except apsw.InterruptError:
            raise too_slow(self.statement_seconds) from None

    def _run(self, sql: str, parameters: list[Any], seconds: float) -> bytes:
        connection = self._connection()
        self.threads.until = time.monotonic() + seconds
        for row in connection.execute(sql, parameters):
            found: bytes = row[0]
            return found
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
    """Runs statements on PostgreSQL, prepared, on a pool of connections."""

    dialect: Dialect = statement_dialect("postgresql")

    def __init__(self, address: str, statement_seconds: float) -> None:
        self.statement_seconds = statement_seconds
        self.pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            address,
            min_size=1,
            max_size=10,
            open=False,
            timeout=10,
            kwargs={
                "autocommit": True,
                "prepare_threshold": 1,
                "cursor_factory": psycopg.AsyncRawCursor,
                "options": f"-c statement_timeout={int(statement_seconds * 1000)} "
                "-c default_transaction_read_only=on -c jit=off",
            },
        )

    async def open(self) -> None:
        await self.pool.open()

    async def close(self) -> None:
        await self.pool.close()

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes:
        """The one value of the one row, as bytes."""
        try:
            async with self.pool.connection() as connection:
                cursor = await connection.execute(sql, parameters)
                result = cursor.pgresult
                found: bytes | None = result.get_value(0, 0) if result is not None else None
                return found if found is not None else b"null"
        except psycopg.errors.QueryCanceled:
            raise too_slow(self.statement_seconds) from None
        except (PoolTimeout, psycopg.OperationalError):
            raise BadRequest("DATABASE_UNREACHABLE", "The database does not answer. Try again in a moment.") from None
