"""Statements that every write and every sign-in runs: compiled once, and run as they are."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from core.database.sessions.session import Session, dialect_of, direct_of, sqlalchemy_error_in

_NUMBERED = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement in the words of one dialect.

    take: takes its parameters, in order, out of values by name; wanted: the names of the parameters with their
    defaults; processes: for some parameters, by place, what turns a value into what the driver takes.
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
        """Values in the order of the parameters, as the driver takes them."""
        for place, process in self.processes:
            values[place] = process(values[place])
        return values


class Prepared:
    """A statement of SQLAlchemy Core, with parameters in the place of values.

    It runs on the connection of a session and in its transaction, without the layers that SQLAlchemy and psycopg pass
    for each statement, which take several times as long as the database does. For what many requests ask;
    `session.execute` is for all else. columns: those that an insert or an update is given.
    """

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self.statement, self.columns = statement, columns
        self.ready: dict[str, _Ready] = {}

    def all(self, session: Session, **values: Any) -> list[Any]:
        """The rows, with columns by name. Raises what `session.execute` raises."""
        ready, direct = self._ready(session), direct_of(session)
        try:
            rows = direct.rows(ready.sql, ready.parameters(values))
        except direct.error as error:
            raise sqlalchemy_error_in(session, error, ready.sql) from error
        return list(map(ready.row, rows))

    def first(self, session: Session, **values: Any) -> Any:
        """The first row, or None."""
        found = self.all(session, **values)
        return found[0] if found else None

    def later(self, session: Session, *row: Any, **values: Any) -> None:
        """Change something before the next statement, or the end of the transaction: PostgreSQL is not waited for now.

        row: all parameters in the order in which they stand in the statement, instead of by name. What it violates is
        raised there.
        """
        ready, direct = self._ready(session), direct_of(session)
        parameters = ready.processed(list(row)) if row else ready.parameters(values)
        try:
            direct.later(ready.sql, parameters)
        except direct.error as error:
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
    """What takes the values of these names out of others; it raises KeyError where one is not there."""
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
