"""Sessions: the records as rules, commands and plugins read and write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Dialect, Executable, ScalarResult
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import TypedReturnsRows

from core.database.sessions.changes import Changes
from core.database.sessions.driver_connection import DriverConnection, driver_connection_of, flush, sqlalchemy_error

Columns = TypeVarTuple("Columns")


class Session:
    """The records in one transaction, for statements of SQLAlchemy Core; it counts its changes.

    dialect: `sqlite` or `postgresql`. SQLAlchemy's own session belongs to its ORM, which takes 6 MB of every process.
    """

    dialect: str

    def __init__(self, connection: Connection) -> None:
        self._connection, self.changes, self.dialect = connection, Changes(), connection.dialect.name
        self._driver_connection: DriverConnection | None = None
        self._writer: str | None = None

    @overload
    def execute(
        self,
        statement: TypedReturnsRows[*Columns],
        parameters: Any = None,
        *,
        execution_options: CoreExecuteOptionsParameter | None = None,
    ) -> CursorResult[*Columns]: ...

    @overload
    def execute(
        self,
        statement: Executable,
        parameters: Any = None,
        *,
        execution_options: CoreExecuteOptionsParameter | None = None,
    ) -> CursorResult[*tuple[Any, ...]]: ...

    def execute(
        self,
        statement: Executable,
        parameters: Any = None,
        *,
        execution_options: CoreExecuteOptionsParameter | None = None,
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement. Raises sqlalchemy.exc.DBAPIError, IntegrityError for instance."""
        if not statement.is_select:
            self.changes.note()
        return self._connection.execute(statement, parameters, execution_options=execution_options)

    def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return self.execute(statement, parameters).scalar()

    def scalars(self, statement: Executable, parameters: Any = None) -> ScalarResult[Any]:
        """The first column of each row."""
        return self.execute(statement, parameters).scalars()

    @contextmanager
    def begin_nested(self) -> Iterator[None]:
        """A savepoint: what is done within is undone if it fails."""
        with self._connection.begin_nested():
            yield
            flush(self._connection)

    def connection(self) -> Connection:
        """The connection itself, for the rest of SQLAlchemy, for instance its ORM."""
        self.changes.past += 1
        return _begun(self._connection)


def driver_connection_in(session: Session) -> DriverConnection:
    """The driver's connection in the transaction of a session, which it begins; the caller counts its changes."""
    if session._driver_connection is None:
        session._driver_connection = driver_connection_of(_begun(session._connection))
    return session._driver_connection


def let_write(session: Session, plugin: str | None) -> None:
    """Set the plugin that writes its reference data from now on, if any."""
    session._writer = plugin


def writer_in(session: Session) -> str | None:
    """The plugin that is writing its reference data at the moment, if any."""
    return session._writer


def dialect_of(session: Session) -> Dialect:
    """SQLAlchemy's dialect for the database."""
    return session._connection.dialect


def sqlalchemy_error_in(session: Session, error: Exception, sql: str) -> DBAPIError:
    """An error of the driver, as SQLAlchemy raises it."""
    return sqlalchemy_error(session._connection, driver_connection_in(session), error, sql)


def _begun(connection: Connection) -> Connection:
    if not connection.in_transaction():
        connection.begin()
    return connection
