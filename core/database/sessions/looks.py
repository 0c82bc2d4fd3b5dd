"""Looks into the records that many requests take, at who they are from for instance: each costs next to nothing."""

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

MOST_TOGETHER = 10
"""The most looks at one time, each on a connection of its own."""
CACHE_KILOBYTES = 1_000
"""The memory for pages that such a connection to SQLite keeps."""


class Looks:
    """Sessions whose statements each stand alone, on connections that are kept from one look to the next.

    So many looks are taken together, and so many connections kept; the others wait for one of them. arguments: of the
    driver, for each connection.
    """

    def __init__(self, url: URL, connected: Callable[[Engine], Connection], arguments: Mapping[str, Any]) -> None:
        self.connected = connected
        options = {"isolation_level": "AUTOCOMMIT", **UNASKED} if url.get_backend_name() == "postgresql" else {}
        self.engine = create_engine(
            url, hide_parameters=True, poolclass=NullPool, connect_args=dict(arguments), **options
        )
        if url.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _begins_nothing)
        self.places = BoundedSemaphore(MOST_TOGETHER)
        self.idle: list[Connection] = []

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for one look. Where the database fails it, its connection is given up, and those that are idle."""
        with self.places:
            try:
                connection = self.idle.pop()
            except IndexError:
                connection = self.connected(self.engine)
            try:
                yield Session(connection)
            except DBAPIError:
                _give_up(connection)
                self.dispose()
                raise
            except BaseException:
                connection.rollback()
                self.idle.append(connection)
                raise
            self.idle.append(connection)

    def dispose(self) -> None:
        """Close what is idle."""
        with suppress(IndexError):
            while True:
                _give_up(self.idle.pop())


def _give_up(connection: Connection) -> None:
    with suppress(SQLAlchemyError):
        connection.invalidate()
    connection.close()


def _begins_nothing(connection: Any, _: Any) -> None:
    """SQLite: without BEGIN each statement sees what was last committed. A look is at a few pages."""
    connection.begin = ""
    connection.apsw.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
