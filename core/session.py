"""Sessions: the records as rules, commands and plugins read and write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Executable, ScalarResult
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
from sqlalchemy.sql.selectable import TypedReturnsRows

from core.changes import Changes
from core.direct import settle

Columns = TypeVarTuple("Columns")


class Session:
    """The records in one transaction, for statements of SQLAlchemy Core; it notes what it changes.

    SQLAlchemy's own session is one of its ORM, which takes 6 MB of every process.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection, self.changes = connection, Changes()

    @property
    def dialect(self) -> str:
        """What the database is: `sqlite` or `postgresql`."""
        return self._connection.dialect.name

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
        """A savepoint: what is done within is undone where it fails."""
        with self._connection.begin_nested():
            yield
            settle(self._connection)

    def connection(self) -> Connection:
        """The connection itself, for whatever else SQLAlchemy has, its ORM for instance."""
        self.changes.past += 1
        return begun(self)


def begun(session: Session) -> Connection:
    """The connection of a session in its transaction, for who notes what is changed with it."""
    connection = session._connection
    if not connection.in_transaction():
        connection.begin()
    return connection
