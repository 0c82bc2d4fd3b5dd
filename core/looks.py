"""Looks into the records that many requests take, at who they are from for instance: each costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session


class Looks:
    """Sessions whose statements each stand alone: kept from one look to the next, with their connections."""

    def __init__(self, url: URL, connected: Callable[[Engine], Connection], **options: Any) -> None:
        self.connected = connected
        if url.get_backend_name() == "postgresql":
            options["isolation_level"] = "AUTOCOMMIT"
        self.engine = create_engine(url, hide_parameters=True, pool_use_lifo=True, **options)
        if url.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _begins_nothing)
        self.idle: list[tuple[Connection, Session]] = []

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for one look; where it fails, its connection is given up."""
        try:
            connection, session = self.idle.pop()
        except IndexError:
            connection = self.connected(self.engine)
            session = Session(connection, expire_on_commit=False)
        try:
            yield session
        except BaseException:
            with suppress(SQLAlchemyError):
                session.close()
                connection.invalidate()
                connection.close()
            raise
        session.expunge_all()
        self.idle.append((connection, session))

    def dispose(self) -> None:
        """Close what is idle."""
        while self.idle:
            connection, session = self.idle.pop()
            session.close()
            connection.close()
        self.engine.dispose()


def _begins_nothing(connection: Any, _: Any) -> None:
    """SQLite: without BEGIN each statement sees what was last committed."""
    connection.begin = ""
