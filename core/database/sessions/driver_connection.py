"""Statements on the driver's own connection, within the transaction and the order of SQLAlchemy's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

KEY = "driver_connection"
"""The key in the `info` of a connection to PostgreSQL."""


class DriverConnection(Protocol):
    """Runs statements on a driver's connection, in the transaction of its session. error: what it raises."""

    @property
    def error(self) -> type[Exception]: ...

    @property
    def broken(self) -> bool: ...

    def rows(self, statement: str, parameters: Sequence[Any], /) -> list[Any]: ...
    def defer(self, statement: str, parameters: Sequence[Any], /) -> None: ...
    def flush(self) -> None: ...


def driver_connection_of(connection: Connection) -> DriverConnection:
    """The driver's own connection; SQLAlchemy begins and ends its transactions."""
    driver: Any = connection.connection.driver_connection
    found: DriverConnection | None = driver if connection.dialect.name == "sqlite" else connection.info.get(KEY)
    if found is None:
        from core.database.drivers.libpq import Statements  # imports psycopg, which SQLite does not need

        found = connection.info[KEY] = Statements(driver)
    return found


def flush(connection: Connection) -> None:
    """Run all deferred statements. Raises what `session.execute` raises."""
    driver: DriverConnection | None = connection.info.get(KEY)
    if driver is not None:
        try:
            driver.flush()
        except connection.dialect.loaded_dbapi.Error as error:
            raise sqlalchemy_error(connection, driver, error, "") from error


def flush_in_order(engine: Engine) -> None:
    """Run deferred statements before any other statement; drop them if the transaction is rolled back."""

    @event.listens_for(engine, "before_cursor_execute")
    def _before(connection: Connection, *_: Any) -> None:
        flush(connection)

    @event.listens_for(engine, "rollback")
    def _rolled_back(connection: Connection) -> None:
        if not connection.invalidated and KEY in connection.info:
            connection.info[KEY].forget()

    @event.listens_for(engine, "rollback_savepoint")
    def _rolled_back_to_savepoint(connection: Connection, *_: Any) -> None:
        # Opening the savepoint ran everything deferred before it: what is deferred now belongs to it.
        _rolled_back(connection)


def sqlalchemy_error(connection: Connection, driver: DriverConnection, error: Exception, sql: str) -> DBAPIError:
    """A driver's error as SQLAlchemy raises it."""
    if driver.broken:
        # Fails as well, so that SQLAlchemy discards every connection that is as old as this one.
        connection.execute(text("SELECT 1"))
    dialect = connection.dialect
    return DBAPIError.instance(  # type: ignore[return-value]
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
