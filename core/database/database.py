"""The database as writes and administration use it: transactions, and what is said where it does not answer."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from core.database.drivers.connecting import arguments_of
from core.database.drivers.waiting import BUSY_MILLISECONDS, SECONDS_BETWEEN_TRIES
from core.database.opened_file import OpenedFile
from core.database.sessions.direct import flush, flush_in_order
from core.database.sessions.looks import Looks
from core.database.sessions.session import Session
from core.database.sessions.warm import WarmConnections
from core.database.unavailable import all_in_use, busy, cannot_connect, telling_faults, turned_away
from core.errors import UNCERTAIN, StartupError, Unavailable

if TYPE_CHECKING:
    from core.database.drivers.apsw_dialect import ApswConnection

registry.register("sqlite.apsw", "core.database.drivers.apsw_dialect", "ApswDialect")

LAST_SECONDS = 2.0
"""How long a server that ends waits for threads whose request is gone: else their connections would stay open."""

NEXT_REVISION = "UPDATE core_head SET revision = revision + 1"
HERE = {"localhost", "127.0.0.1", "::1"}


def new_id() -> int:
    """A primary key that tells neither order nor number: 53 random bits."""
    return secrets.randbits(53) | 1 << 52


class Database:
    """One database: transactions for writes and administration.

    patience: for how many seconds a transaction waits for a database that does not answer, as while it restarts.
    connect_seconds: how long a connection to PostgreSQL may take, or one of those that are all in use. near: whether it
    is a file or on this machine, so that next to nothing is waited for. make: whether a file that is not there is made.
    """

    def __init__(self, address: str, connect_seconds: int = 10, make: bool = True) -> None:
        self.url, self.patience = make_url(address), 0.0
        sqlite = self.url.get_backend_name() == "sqlite"
        # On SQLite a connection is opened rather than waited for: the event loop may be who asks.
        most: dict[str, Any] = {"max_overflow": -1} if sqlite else {"pool_timeout": connect_seconds}
        arguments = arguments_of(self.url, connect_seconds) if not sqlite else {} if make else {"make": False}
        # Last in, first out: the connection that was used last has the pages and statements of what comes next.
        self.engine: Engine = create_engine(
            self.url,
            hide_parameters=True,
            pool_use_lifo=True,
            json_deserializer=orjson.loads,
            connect_args=arguments,
            **most,
        )
        self.file = OpenedFile(self.url.database, make) if sqlite and self.url.database else None
        self.warm = None if sqlite else WarmConnections(self.engine)
        if not sqlite:
            flush_in_order(self.engine)
        self.dialect = self.engine.dialect.name
        self.looks = Looks(self.url, self._connected, arguments)
        self.turns = threading.Lock() if sqlite else None
        self.writer: Connection | None = None
        self.near = sqlite or _is_here(self.url)

    @property
    def is_there(self) -> bool:
        """Whether there is a database to open: of a file that is not there SQLite makes an empty one."""
        path = self.url.database
        return self.dialect != "sqlite" or not path or Path(path).exists()

    def require_there(self) -> None:
        """Raises StartupError DATABASE_MISSING where there is none to open."""
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
        if not wait and self.warm is not None and not self.warm.one_is_free:
            raise busy()
        with self._turn(wait), self._writing(wait) as connection, self._patient(connection, wait):
            session = Session(connection)
            with telling_faults(self.url):
                yield session
                if session.changes.want_revision:
                    session.execute(text(NEXT_REVISION))
                flush(connection)
            try:
                connection.commit()
            except (OperationalError, InterfaceError, InternalError) as error:
                raise turned_away(error) or Unavailable("COMMIT_UNCERTAIN", UNCERTAIN) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading one moment: it holds up nobody's writes, no write holds it up. Raises Unavailable."""
        with self._connected(self.engine) as connection, self._only_reading(connection), telling_faults(self.url):
            yield Session(connection)
            connection.rollback()

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A session for a few short statements, each of which stands alone. Raises Unavailable."""
        with telling_faults(self.url), self.looks.session() as session:
            yield session

    @contextmanager
    def _turn(self, wait: bool) -> Iterator[None]:
        """One writer at a time: SQLite would let those who wait sleep, ever longer, beside an idle database."""
        if self.turns is None:
            yield
        elif not self.turns.acquire(timeout=BUSY_MILLISECONDS / 1_000 if wait else 0):
            raise busy()
        else:
            try:
                yield
            finally:
                self.turns.release()

    @contextmanager
    def _writing(self, wait: bool) -> Iterator[Connection]:
        """A connection to write with. On SQLite, where one writes at a time, it is at hand for the next one."""
        connection = self.writer or self._connected(self.engine, wait)
        self.writer = None
        try:
            self._require_in_place()
            yield connection
        except BaseException:
            connection.close()
            raise
        if self.turns is None:
            connection.close()
        else:
            self.writer = connection

    def _patient(self, connection: Connection, wait: bool) -> AbstractContextManager[None]:
        """How long a connection waits for writers of other processes."""
        return nullcontext() if wait or self.dialect != "sqlite" else _file(connection).impatient()

    def _only_reading(self, connection: Connection) -> AbstractContextManager[None]:
        return _file(connection).only_reading() if self.dialect == "sqlite" else nullcontext()

    def _require_in_place(self) -> None:
        """Raises Unavailable for a file that is gone, or another; nothing is kept open of it."""
        try:
            if self.file is not None:
                self.file.require_in_place()
        except Unavailable:
            self.engine.dispose()
            self.looks.dispose()
            raise

    def _connected(self, engine: Engine, wait: bool = True) -> Connection:
        self._require_in_place()
        until = time.monotonic() + self.patience
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
        if self.turns is not None and self.turns.acquire(timeout=LAST_SECONDS):
            if self.writer is not None:
                self.writer.close()
                self.writer = None
            self.turns.release()
        pool: Any = self.engine.pool
        while hasattr(pool, "checkedout") and pool.checkedout() and time.monotonic() < until:
            time.sleep(0.005)
        self.engine.dispose()
        self.looks.dispose()


def _is_here(url: URL) -> bool:
    """Whether a PostgreSQL is asked through a socket of this machine."""
    host = url.query.get("host") or url.host or ""
    return isinstance(host, str) and (host.startswith("/") or host in HERE | {""})


def _file(connection: Connection) -> ApswConnection:
    return connection.connection.driver_connection  # type: ignore[return-value]
