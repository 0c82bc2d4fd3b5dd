"""Single short reads outside a transaction, such as looking up a token."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.database.drivers.connecting import UNASKED
from core.database.sessions.session import Session

MOST_CONNECTIONS = 10
"""The most reads at one time, each on its own connection."""
CACHE_KILOBYTES = 1_000
"""The page cache of such a connection to SQLite."""


class AutocommitPool:
    """Sessions whose statements are each a transaction of their own, on connections that are kept for the next read.

    At most MOST_CONNECTIONS are open; further reads wait for one. arguments: of the driver, for each connection.
    """

    def __init__(self, url: URL, connect: Callable[[Engine], Connection], arguments: Mapping[str, Any]) -> None:
        self.connect = connect
        options = {"isolation_level": "AUTOCOMMIT", **UNASKED} if url.get_backend_name() == "postgresql" else {}
        self.engine = create_engine(
            url, hide_parameters=True, poolclass=NullPool, connect_args=dict(arguments), **options
        )
        if url.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _use_autocommit)
        self.places = BoundedSemaphore(MOST_CONNECTIONS)
        self.idle: list[Connection] = []

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for one read. If the database fails, its connection and the idle ones are closed."""
        with self.places:
            try:
                connection = self.idle.pop()
            except IndexError:
                connection = self.connect(self.engine)
            try:
                yield Session(connection)
            except DBAPIError:
                _discard(connection)
                self.dispose()
                raise
            except BaseException:
                connection.rollback()
                self.idle.append(connection)
                raise
            self.idle.append(connection)

    def dispose(self) -> None:
        """Close the idle connections."""
        with suppress(IndexError):
            while True:
                _discard(self.idle.pop())


def _discard(connection: Connection) -> None:
    with suppress(SQLAlchemyError):
        connection.invalidate()
    connection.close()


def _use_autocommit(connection: Any, _: Any) -> None:
    """SQLite: without BEGIN, each statement sees the last commit. Such a read needs few pages."""
    connection.begin = ""
    connection.apsw.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
