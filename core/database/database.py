"""The database as writes and administration use it: transactions, and the errors if it does not answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from core.database.access import access_to
from core.database.driver_errors import as_unavailable, cannot_connect, refusal_of
from core.database.drivers.waiting import SECONDS_BETWEEN_TRIES
from core.database.opened_file import kept_beside
from core.database.revision import NEXT_REVISION
from core.database.sessions.autocommit import AutocommitPool
from core.database.sessions.driver_connection import flush
from core.database.sessions.session import Session
from core.database.unavailable import all_in_use, busy
from core.errors import UNCERTAIN, StartupError, Unavailable

LAST_SECONDS = 2.0
"""How long a server that ends waits for threads without a request, whose connections would otherwise stay open."""


def new_id() -> int:
    """A primary key that reveals neither order nor number: 53 random bits."""
    return secrets.randbits(53) | 1 << 52


class Database:
    """One database: transactions for writes and administration.

    patience: for how many seconds a transaction waits for a server that does not answer, for instance while it
    restarts. connect_seconds: how long connecting to PostgreSQL may take, or waiting for a free connection. file: that
    of SQLite. near: whether it is a file or on this machine, so that statements wait for no network. make: whether a
    missing file is created.
    """

    def __init__(self, address: str, connect_seconds: int = 10, make: bool = True) -> None:
        self.url, self.patience = make_url(address), 0.0
        self.access = access_to(self.url, connect_seconds, make)
        self.engine, self.file, self.near = self.access.engine, self.access.file, self.access.near
        self.dialect = self.engine.dialect.name
        self.autocommit_pool = AutocommitPool(self.url, self._connected, self.access.arguments)
        if self.file is not None:
            for engine in (self.engine, self.autocommit_pool.engine):
                event.listen(engine, "do_connect", self.file.make_no_other)

    @property
    def is_there(self) -> bool:
        """Whether there is a database to open: SQLite would create an empty file in the place of a missing one."""
        return self.file is None or self.file.place.exists()

    def require_not_gone(self) -> None:
        """Raises StartupError DATABASE_MISSING if only the files that SQLite keeps beside a file in use are left.

        A new file would get the log of the previous one, to which a server may still write.
        """
        if self.file is None or self.is_there:
            return
        if left := [file for file in kept_beside(self.file.place) if file.exists()]:
            named = " and ".join(map(str, left))
            raise StartupError(
                "DATABASE_MISSING",
                f"{self.file.path} is gone, but not {named}: a server still has it open, or was killed. Stop that "
                f"server. Then put the file back, or delete {named} and restore a backup with `nmirf restore`.",
            )

    def require_there(self) -> None:
        """Raises StartupError DATABASE_MISSING if there is none to open."""
        self.require_not_gone()
        if not self.is_there:
            raise StartupError(
                "DATABASE_MISSING",
                f"There is no database at {self.url.database}. Create one with `nmirf migrate`, or correct "
                "NMIRF_DATABASE_URL or NMIRF_DATA_FOLDER.",
            )

    @contextmanager
    def transaction(self, wait: bool = True) -> Iterator[Session]:
        """A session that commits at the end, or leaves nothing; a change makes the next revision, for every cache.

        wait: whether to wait for other writers or for a connection, instead of raising Unavailable DATABASE_BUSY.
        Raises Unavailable: DATABASE_UNREACHABLE if nothing answers, DATABASE_MISSING or DATABASE_REPLACED if its file
        is gone or was replaced, DATABASE_LOST if it went away before the end (nothing is written then),
        COMMIT_UNCERTAIN if it went away at the end.
        """
        with self.access.writing(self._connected, wait) as connection:
            self._require_in_place()
            session = Session(connection)
            with as_unavailable(self.url):
                yield session
                if session.changes.want_revision:
                    session.execute(text(NEXT_REVISION))
                flush(connection)
            try:
                connection.commit()
            except (OperationalError, InterfaceError, InternalError) as error:
                raise refusal_of(error) or Unavailable("COMMIT_UNCERTAIN", UNCERTAIN) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading one moment: it delays no write, and no write delays it. Raises Unavailable."""
        with self._connected(self.engine) as connection, self.access.only_reading(connection), as_unavailable(self.url):
            yield Session(connection)
            connection.rollback()

    @contextmanager
    def autocommit(self) -> Iterator[Session]:
        """A session for a few short reads, each a transaction of its own. Raises Unavailable."""
        with as_unavailable(self.url), self.autocommit_pool.session() as session:
            yield session

    def _require_in_place(self) -> None:
        """Raises Unavailable if the file is gone or was replaced, and closes all connections to it."""
        if self.file is None:
            return
        try:
            self.file.require_in_place()
        except Unavailable:
            self.engine.dispose()
            self.autocommit_pool.dispose()
            raise

    def _connected(self, engine: Engine, wait: bool = True) -> Connection:
        self._require_in_place()
        until = time.monotonic() + (self.patience if self.access.restarts else 0.0)
        while True:
            try:
                return engine.connect()
            except DBAPIError as error:
                self._require_in_place()
                if not wait:
                    raise busy() from None
                if time.monotonic() >= until:
                    raise cannot_connect(self.url, error) from None
                time.sleep(SECONDS_BETWEEN_TRIES)
            except NoneFree:
                raise all_in_use(self.url) if wait else busy() from None

    def dispose(self) -> None:
        """Close every connection, after waiting a moment for those that threads still use."""
        until = time.monotonic() + LAST_SECONDS
        self.access.close(LAST_SECONDS)
        pool: Any = self.engine.pool
        while hasattr(pool, "checkedout") and pool.checkedout() and time.monotonic() < until:
            time.sleep(0.005)
        self.engine.dispose()
        self.autocommit_pool.dispose()
