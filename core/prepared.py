"""Statements of which every write and every sign-in makes some: their text is made once, and run as it is."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import ClauseElement, Connection, Dialect, Engine, event, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.changes import NotingSession, note_change
from core.drivers.sqlite import Connection as SQLiteConnection

if TYPE_CHECKING:
    from core.drivers.libpq import Statements

_NUMBERED = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement in the words of one dialect. names: of its parameters in order."""

    sql: str
    names: Sequence[str]
    defaults: dict[str, Any]
    processes: list[tuple[str, Callable[[Any], Any]]]
    row: Callable[[Sequence[Any]], Any] | None
    changes: bool

    def parameters(self, values: dict[str, Any]) -> list[Any]:
        found = {**self.defaults, **values}
        for name, process in self.processes:
            found[name] = process(found[name])
        return [found[name] for name in self.names]


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
        direct, dialect = _direct(session)
        ready = self._ready(session, dialect)
        try:
            rows = direct.rows(ready.sql, ready.parameters(values))
        except dialect.loaded_dbapi.Error as error:
            raise _raised(session, direct, dialect, error, ready.sql) from error
        return list(map(ready.row, rows)) if ready.row is not None else []

    def first(self, session: Session, **values: Any) -> Any:
        """The first row, or None."""
        found = self.all(session, **values)
        return found[0] if found else None

    def later(self, session: Session, **values: Any) -> None:
        """Change something before the next statement, or the end of the transaction: PostgreSQL is not waited for now.

        What it violates is raised there.
        """
        direct, dialect = _direct(session)
        ready = self._ready(session, dialect)
        try:
            direct.later(ready.sql, ready.parameters(values))
        except dialect.loaded_dbapi.Error as error:
            raise _raised(session, direct, dialect, error, ready.sql) from error

    def _ready(self, session: Session, dialect: Dialect) -> _Ready:
        ready = self.ready.get(dialect.name) or self._made(dialect)
        if ready.changes:
            note_change(session)
        return ready

    def _made(self, dialect: Dialect) -> _Ready:
        written: Any = _NUMBERED if dialect.name == "postgresql" else dialect
        compiled: Any = self.statement.compile(dialect=written, column_keys=list(self.columns) or None)
        changes = bool(compiled.isinsert or compiled.isupdate or compiled.isdelete)
        made = _Ready(
            str(compiled),
            compiled.positiontup or (),
            dict(compiled.params),
            list(compiled._bind_processors.items()),
            None if changes else _row(compiled._result_columns, dialect),
            changes,
        )
        self.ready[dialect.name] = made
        return made


class Direct(Protocol):
    """A driver's connection, which runs statements in the transaction of its session."""

    @property
    def broken(self) -> bool: ...

    def rows(self, statement: str, parameters: Sequence[Any], /) -> list[Any]: ...
    def later(self, statement: str, parameters: Sequence[Any], /) -> None: ...
    def settle(self) -> None: ...


@event.listens_for(NotingSession, "before_commit")
def settle(session: Session) -> None:
    """Have all be done that was left for later: a savepoint ends so. Raises what `session.execute` raises."""
    if "direct" in session.info:
        direct, dialect = session.info["direct"]
        _settle(direct, session, dialect)


def settled_in_order(engine: Engine) -> None:
    """Have what was left for later be done before any other statement, or never where it would be undone."""

    @event.listens_for(engine, "before_cursor_execute")
    def _before(connection: Connection, *_: Any) -> None:
        if "direct" in connection.info:
            _settle(connection.info["direct"], connection, engine.dialect)

    @event.listens_for(engine, "rollback")
    def _undone(connection: Connection) -> None:
        if not connection.invalidated and "direct" in connection.info:
            connection.info["direct"].forget()

    @event.listens_for(engine, "rollback_savepoint")
    def _undone_from_savepoint(connection: Connection, *_: Any) -> None:
        # Whatever waits was left since the savepoint, before which all was done.
        _undone(connection)


def _settle(direct: Direct, connection: Connection | Session, dialect: Dialect) -> None:
    try:
        direct.settle()
    except dialect.loaded_dbapi.Error as error:
        raise _raised(connection, direct, dialect, error, "") from error


def _direct(session: Session) -> tuple[Direct, Dialect]:
    """What runs statements on the driver's own connection, in a transaction that SQLAlchemy has begun and ends."""
    found: tuple[Direct, Dialect] | None = session.info.get("direct")
    if found is None or session.in_nested_transaction():
        # A savepoint is made where a session is asked for its connection.
        # Not the session's own method: it notes that something may be changed past it.
        connection = Session.connection(session)
        found = session.info["direct"] = _direct_on(connection), connection.dialect
    return found


def _direct_on(connection: Connection) -> Direct:
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, SQLiteConnection):
        return driver
    statements: Statements | None = connection.info.get("direct")
    if statements is None:
        from core.drivers.libpq import Statements  # with psycopg, which a server on SQLite does without

        statements = connection.info["direct"] = Statements(driver)
    return statements


def _raised(asked: Connection | Session, direct: Direct, dialect: Dialect, error: Exception, sql: str) -> DBAPIError:
    """The error as SQLAlchemy tells it."""
    if direct.broken:
        # Fails as well, and has SQLAlchemy give up every connection of that time.
        asked.execute(text("SELECT 1"))
    return DBAPIError.instance(  # type: ignore[return-value]
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )


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
