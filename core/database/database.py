"""The database as writes and administration use it: transactions, and what is said where it does not answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from core.database.access import access_to
from core.database.driver_errors import as_unavailable, cannot_connect, refusal_of
from core.database.drivers.waiting import SECONDS_BETWEEN_TRIES
from core.database.opened_file import kept_beside
from core.database.revision import NEXT_REVISION
from core.database.sessions.direct import flush
from core.database.sessions.looks import Looks
from core.database.sessions.session import Session
from core.database.unavailable import all_in_use, busy
from core.errors import UNCERTAIN, StartupError, Unavailable

LAST_SECONDS = 2.0
"""How long a server that ends waits for threads whose request is gone: else their connections would stay open."""


def new_id() -> int:
    """A primary key that tells neither order nor number: 53 random bits."""
    return secrets.randbits(53) | 1 << 52


class Database:
    """One database: transactions for writes and administration.

    patience: for how many seconds a transaction waits for a server that does not answer, as while it restarts.
    connect_seconds: how long a connection to PostgreSQL may take, or one of those that are all in use. near: whether it
    is a file or on this machine, so that next to nothing is waited for. make: whether a file that is not there is made.
    """

    def __init__(self, address: str, connect_seconds: int = 10, make: bool = True) -> None:
        self.url, self.patience = make_url(address), 0.0
        self.access = access_to(self.url, connect_seconds, make)
        self.engine, self.near = self.access.engine, self.access.near
        self.dialect = self.engine.dialect.name
        self.looks = Looks(self.url, self._connected, self.access.arguments)

    @property
    def is_there(self) -> bool:
        """Whether there is a database to open: of a file that is not there SQLite makes an empty one."""
        path = self.url.database
        return self.dialect != "sqlite" or not path or Path(path).exists()

    def require_not_gone(self) -> None:
        """Raises StartupError DATABASE_MISSING where only what SQLite keeps beside a file in use is left of it.

        A new file would get the log of the one before, which a server may still write to.
        """
        left = [] if self.is_there else [file for file in kept_beside(Path(self.url.database or "")) if file.exists()]
        if left:
            named = " and ".join(map(str, left))
            raise StartupError(
                "DATABASE_MISSING",
                f"{self.url.database} is gone, but not {named}: a server still has it open, or was killed. Stop that "
                f"server. Then put the file back, or delete {named} and bring back a backup by `nmirf restore`.",
            )

    def require_there(self) -> None:
        """Raises StartupError DATABASE_MISSING where there is none to open."""
        self.require_not_gone()
        if not self.is_there:
            raise StartupError(
                "DATABASE_MISSING",
                f"There is no database at {self.url.database}. Make one with `nmirf migrate`, or mend "
                "NMIRF_DATABASE_URL or NMIRF_DATA_FOLDER.",
            )

    @contextmanager
    def transaction(self, wait: bool = True) -> Iterator[Session]:
        """A session that commits at the end, or leaves nothing; a change makes the next revision, for every cache.

        wait: whether to wait, for others who write or for a connection, else Unavailable DATABASE_BUSY.
        Raises Unavailable: DATABASE_UNREACHABLE where nothing answers, DATABASE_MISSING or DATABASE_REPLACED where its
        file is gone or another, DATABASE_LOST where it went away before the end (nothing is written then),
        COMMIT_UNCERTAIN where it went away at the end.
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
        """A session for reading one moment: it holds up nobody's writes, no write holds it up. Raises Unavailable."""
        with self._connected(self.engine) as connection, self.access.only_reading(connection), as_unavailable(self.url):
            yield Session(connection)
            connection.rollback()

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A session for a few short statements, each of which stands alone. Raises Unavailable."""
        with as_unavailable(self.url), self.looks.session() as session:
            yield session

    def _require_in_place(self) -> None:
        """Raises Unavailable for a file that is gone, or another; nothing is kept open of it."""
        try:
            self.access.require_in_place()
        except Unavailable:
            self.engine.dispose()
            self.looks.dispose()
            raise

    def _connected(self, engine: Engine, wait: bool = True) -> Connection:
        self._require_in_place()
        until = time.monotonic() + (self.patience if self.access.restarts else 0.0)
        while True:
            try:
                return engine.connect()
            except DBAPIError as error:
                if not wait:
                    raise busy() from None
                if time.monotonic() >= until:
                    raise cannot_connect(self.url, error) from None
                time.sleep(SECONDS_BETWEEN_TRIES)
            except NoneFree:
                raise all_in_use(self.url) if wait else busy() from None

    def dispose(self) -> None:
        """Close every connection; those that threads still work with are waited for, a moment."""
        until = time.monotonic() + LAST_SECONDS
        self.access.close(LAST_SECONDS)
        pool: Any = self.engine.pool
        while hasattr(pool, "checkedout") and pool.checkedout() and time.monotonic() < until:
            time.sleep(0.005)
        self.engine.dispose()
        self.looks.dispose()
