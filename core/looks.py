"""Looks into the records that many requests take, at who they are from for instance: each costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

AT_ONCE = 10
"""So many looks at one time, each with a connection of its own."""
PAGES = 1_000
"""Kilobytes of pages that such a connection to SQLite keeps."""


class Looks:
    """Sessions whose statements each stand alone: kept from one look to the next, with their connections.

    So many looks are taken at once, and so many connections kept; the others wait for one of them. arguments: of the
    driver, for each connection.
    """

    def __init__(self, url: URL, connected: Callable[[Engine], Connection], arguments: Mapping[str, Any]) -> None:
        self.connected = connected
        options = {"isolation_level": "AUTOCOMMIT"} if url.get_backend_name() == "postgresql" else {}
        self.engine = create_engine(
            url, hide_parameters=True, poolclass=NullPool, connect_args=dict(arguments), **options
        )
        if url.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _begins_nothing)
        self.places = BoundedSemaphore(AT_ONCE)
        self.idle: list[tuple[Connection, Session]] = []

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for one look. Where the database fails it, its connection is given up, and those that are idle."""
        with self.places:
            try:
                connection, session = self.idle.pop()
            except IndexError:
                connection = self.connected(self.engine)
                session = Session(connection, expire_on_commit=False)
            try:
                yield session
            except DBAPIError:
                _give_up(connection, session)
                self.dispose()
                raise
            except BaseException:
                session.rollback()
                self.idle.append((connection, session))
                raise
            session.expunge_all()
            self.idle.append((connection, session))

    def dispose(self) -> None:
        """Close what is idle."""
        with suppress(IndexError):
            while True:
                _give_up(*self.idle.pop())


def _give_up(connection: Connection, session: Session) -> None:
    with suppress(SQLAlchemyError):
        session.close()
        connection.invalidate()
    connection.close()


def _begins_nothing(connection: Any, _: Any) -> None:
    """SQLite: without BEGIN each statement sees what was last committed. A look is at a few pages."""
    connection.begin = ""
    connection.apsw.execute(f"PRAGMA cache_size = -{PAGES}")
