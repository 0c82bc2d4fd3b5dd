"""Statements of which every write and every sign-in makes some: their text is made once, and run as it is."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Dialect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.database import note_change
from core.sqlite import Connection as SQLiteConnection


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement in the words of one dialect. names: of its parameters in order, None where they go by name."""

    sql: str
    names: Sequence[str] | None
    defaults: dict[str, Any]
    processes: list[tuple[str, Callable[[Any], Any]]]
    row: Callable[[Sequence[Any]], Any] | None
    changes: bool

    def parameters(self, values: dict[str, Any]) -> Any:
        found = {**self.defaults, **values}
        for name, process in self.processes:
            found[name] = process(found[name])
        return found if self.names is None else [found[name] for name in self.names]


class Prepared:
    """A statement of SQLAlchemy Core, with parameters in the place of values.

    It runs on the connection of a session and in its transaction, without the layers that SQLAlchemy passes for each
    statement, which take several times as long as SQLite does. For what many requests ask; `session.execute` is for
    all else. columns: those that an insert or an update is given.
    """

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self.statement, self.columns = statement, columns
        self.ready: dict[str, _Ready] = {}

    def all(self, session: Session, **values: Any) -> list[Any]:
        """The rows, with columns by name. Raises what `session.execute` raises."""
        known = session.info
        connection = known.get("connection") or _connection(session)
        dialect: Dialect = known["dialect"]
        ready = self.ready.get(dialect.name) or self._made(dialect)
        if ready.changes:
            note_change(session)
        try:
            rows = _run(connection, ready.sql, ready.parameters(values), ready.row is not None)
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, connection, None):
                # Fails as well, and has SQLAlchemy give up every connection of that time.
                session.execute(text("SELECT 1"))
            raise DBAPIError.instance(
                ready.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error
        return list(map(ready.row, rows)) if ready.row is not None else []

    def first(self, session: Session, **values: Any) -> Any:
        """The first row, or None."""
        found = self.all(session, **values)
        return found[0] if found else None

    def _made(self, dialect: Dialect) -> _Ready:
        compiled: Any = self.statement.compile(dialect=dialect, column_keys=list(self.columns) or None)
        changes = bool(compiled.isinsert or compiled.isupdate or compiled.isdelete)
        made = _Ready(
            str(compiled),
            compiled.positiontup,
            dict(compiled.params),
            list(compiled._bind_processors.items()),
            None if changes else _row(compiled._result_columns, dialect),
            changes,
        )
        self.ready[dialect.name] = made
        return made


def _connection(session: Session) -> Any:
    """The driver's own connection, in a transaction that SQLAlchemy has begun and ends."""
    connection = session.connection()
    session.info["dialect"] = connection.dialect
    session.info["connection"] = connection.connection.driver_connection
    return session.info["connection"]


def _run(connection: Any, sql: str, parameters: Any, answers: bool) -> list[Any]:
    if isinstance(connection, SQLiteConnection):
        return connection.rows(sql, parameters)
    cursor = connection.cursor()
    cursor.execute(sql, parameters)
    return cursor.fetchall() if answers else []


def _row(columns: Sequence[Any], dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    named: Any = namedtuple("Row", [column.keyname for column in columns], rename=True)  # type: ignore[misc]
    processors = [
        (place, found)
        for place, column in enumerate(columns)
        if (found := column.type._cached_result_processor(dialect, None)) is not None
    ]
    if not processors:
        return named._make

    def made(row: Sequence[Any]) -> Any:
        values = list(row)
        for place, process in processors:
            values[place] = process(values[place])
        return named._make(values)

    return made
