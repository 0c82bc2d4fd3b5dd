"""Statements on the driver's own connection: those of one transaction, in their order, with SQLAlchemy's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError


class Direct(Protocol):
    """A driver's connection, which runs statements in the transaction of its session. error: what it raises."""

    @property
    def error(self) -> type[Exception]: ...

    @property
    def broken(self) -> bool: ...

    def rows(self, statement: str, parameters: Sequence[Any], /) -> list[Any]: ...
    def later(self, statement: str, parameters: Sequence[Any], /) -> None: ...
    def flush(self) -> None: ...


def direct_on(connection: Connection) -> Direct:
    """What runs statements on the driver's own connection, in a transaction that SQLAlchemy has begun and ends."""
    driver: Any = connection.connection.driver_connection
    found: Direct | None = driver if connection.dialect.name == "sqlite" else connection.info.get("direct")
    if found is None:
        from core.database.drivers.libpq import Statements  # with psycopg, which a server on SQLite does without

        found = connection.info["direct"] = Statements(driver)
    return found


def flush(connection: Connection) -> None:
    """Have all be done that was left for later. Raises what `session.execute` raises."""
    direct: Direct | None = connection.info.get("direct")
    if direct is not None:
        try:
            direct.flush()
        except connection.dialect.loaded_dbapi.Error as error:
            raise sqlalchemy_error(connection, direct, error, "") from error


def flush_in_order(engine: Engine) -> None:
    """Have what was left for later be done before any other statement, or never where it would be undone."""

    @event.listens_for(engine, "before_cursor_execute")
    def _before(connection: Connection, *_: Any) -> None:
        flush(connection)

    @event.listens_for(engine, "rollback")
    def _undone(connection: Connection) -> None:
        if not connection.invalidated and "direct" in connection.info:
            connection.info["direct"].forget()

    @event.listens_for(engine, "rollback_savepoint")
    def _undone_from_savepoint(connection: Connection, *_: Any) -> None:
        # Whatever waits was left since the savepoint, before which all was done.
        _undone(connection)


def sqlalchemy_error(connection: Connection, direct: Direct, error: Exception, sql: str) -> DBAPIError:
    """The error as SQLAlchemy tells it."""
    if direct.broken:
        # Fails as well, and has SQLAlchemy give up every connection of that time.
        connection.execute(text("SELECT 1"))
    dialect = connection.dialect
    return DBAPIError.instance(  # type: ignore[return-value]
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
