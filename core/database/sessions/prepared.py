"""Prepared statements, for what every write and every sign-in runs: compiled once."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from core.database.sessions.session import Session, dialect_of, driver_connection_in, sqlalchemy_error_in

_NUMBERED = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement compiled for one dialect.

    take: picks its parameters, in order, from values by name; wanted: the names of the parameters with their defaults;
    processes: for some parameters, by place, what converts a value for the driver.
    """

    sql: str
    take: Callable[[dict[str, Any]], Sequence[Any]]
    wanted: Sequence[tuple[str, Any]]
    processes: Sequence[tuple[int, Callable[[Any], Any]]]
    row: Callable[[Sequence[Any]], Any]
    changes: bool

    def parameters(self, values: dict[str, Any]) -> list[Any]:
        try:
            found = list(self.take(values))
        except KeyError:
            found = [values.get(name, default) for name, default in self.wanted]
        return self.processed(found)

    def processed(self, values: list[Any]) -> list[Any]:
        """Values in the order of the parameters, converted for the driver."""
        for place, process in self.processes:
            values[place] = process(values[place])
        return values


class Prepared:
    """A statement of SQLAlchemy Core, with parameters in the place of values.

    It runs on the connection and in the transaction of a session, without the layers of SQLAlchemy and psycopg, which
    take several times as long as the database does. For what many requests need; use `session.execute` for all else.
    columns: those that an insert or an update sets.
    """

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self.statement, self.columns = statement, columns
        self.ready: dict[str, _Ready] = {}

    def all(self, session: Session, **values: Any) -> list[Any]:
        """The rows, with columns by name. Raises what `session.execute` raises."""
        ready, driver = self._ready(session), driver_connection_in(session)
        try:
            rows = driver.rows(ready.sql, ready.parameters(values))
        except driver.error as error:
            raise sqlalchemy_error_in(session, error, ready.sql) from error
        return list(map(ready.row, rows))

    def first(self, session: Session, **values: Any) -> Any:
        """The first row, or None."""
        found = self.all(session, **values)
        return found[0] if found else None

    def later(self, session: Session, *row: Any, **values: Any) -> None:
        """Defer a change until the next statement or the end of the transaction, without waiting for PostgreSQL now.

        A violated constraint is raised only then. row: all parameters in the order of the statement, instead of by
        name.
        """
        ready, driver = self._ready(session), driver_connection_in(session)
        parameters = ready.processed(list(row)) if row else ready.parameters(values)
        try:
            driver.defer(ready.sql, parameters)
        except driver.error as error:
            raise sqlalchemy_error_in(session, error, ready.sql) from error

    def _ready(self, session: Session) -> _Ready:
        ready = self.ready.get(session.dialect) or self._compile(dialect_of(session))
        if ready.changes:
            session.changes.note()
        return ready

    def _compile(self, dialect: Dialect) -> _Ready:
        written: Any = _NUMBERED if dialect.name == "postgresql" else dialect
        compiled: Any = self.statement.compile(dialect=written, column_keys=list(self.columns) or None)
        names, processes = compiled.positiontup or (), compiled._bind_processors
        made = _Ready(
            str(compiled),
            _value_taker(names),
            [(name, compiled.params[name]) for name in names],
            [(place, processes[name]) for place, name in enumerate(names) if name in processes],
            _row(compiled._result_columns, dialect),
            bool(compiled.isinsert or compiled.isupdate or compiled.isdelete),
        )
        self.ready[dialect.name] = made
        return made


def _value_taker(names: Sequence[str]) -> Callable[[dict[str, Any]], Sequence[Any]]:
    """A function that picks the values of these names; it raises KeyError if one is missing."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


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
