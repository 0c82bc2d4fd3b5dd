"""`sqlite+apsw://`: apsw as a driver of Python's DB-API, and as a dialect of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import URL
from sqlalchemy.pool import Pool, QueuePool

from core.database.drivers.sqlite import KEPT, connect, or_full
from core.database.drivers.waiting import BUSY_MILLISECONDS


class Error(Exception):
    """A failure of the database, under its DB-API name."""


class InterfaceError(Error):
    pass


class DatabaseError(Error):
    pass


class OperationalError(DatabaseError):
    pass


class IntegrityError(DatabaseError):
    pass


class ProgrammingError(DatabaseError):
    pass


class DataError(DatabaseError):
    pass


class InternalError(DatabaseError):
    pass


class NotSupportedError(DatabaseError):
    pass


def _translated(error: apsw.Error) -> Error:
    if isinstance(error, apsw.ConstraintError):
        return IntegrityError(str(error))
    if isinstance(error, apsw.SQLError | apsw.BindingsError | apsw.MisuseError):
        return ProgrammingError(str(error))
    return OperationalError(str(error))


class ApswCursor:
    """A DB-API cursor that reads all rows at once."""

    arraysize = 1

    def __init__(self, connection: ApswConnection) -> None:
        self._connection = connection
        self.description: tuple[Any, ...] | None = None
        self.rowcount = -1
        self.lastrowid = 0
        self._rows: list[Any] = []
        self._next = 0

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> ApswCursor:
        apsw_connection = self._connection.apsw
        cursor = apsw_connection.cursor()

        def described(executing: apsw.Cursor, _statement: str, _bindings: Any) -> bool:
            found = executing.get_description()
            self.description = tuple((column[0], None, None, None, None, None, None) for column in found) or None
            return True

        cursor.exec_trace = described
        self.description, self._next = None, 0
        before = apsw_connection.total_changes()
        try:
            self._rows = list(cursor.execute(statement, tuple(parameters), prepare_flags=KEPT))
        except apsw.Error as error:
            raise self._connection.translated(error) from error
        changed = apsw_connection.total_changes() - before
        self.rowcount = apsw_connection.changes() if changed else (-1 if self.description else 0)
        self.lastrowid = apsw_connection.last_insert_rowid()
        return self

    def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> ApswCursor:
        total = self._connection.apsw.total_changes()
        try:
            self._connection.apsw.cursor().executemany(
                statement, [tuple(row) for row in parameters], prepare_flags=KEPT
            )
        except apsw.Error as error:
            raise self._connection.translated(error) from error
        self.description, self._rows, self._next = None, [], 0
        self.rowcount = self._connection.apsw.total_changes() - total
        return self

    def fetchone(self) -> Any:
        if self._next >= len(self._rows):
            return None
        self._next += 1
        return self._rows[self._next - 1]

    def fetchmany(self, size: int | None = None) -> list[Any]:
        start, self._next = self._next, min(self._next + (size or self.arraysize), len(self._rows))
        return self._rows[start : self._next]

    def fetchall(self) -> list[Any]:
        start, self._next = self._next, len(self._rows)
        return self._rows[start:]

    def close(self) -> None:
        self._rows = []


class ApswConnection:
    """A DB-API connection over apsw.

    begin: the statement that opens a transaction; run: runs statements, which stay prepared; error: what it raises.
    make: whether a missing file is created, with its folder.
    """

    begin = "BEGIN IMMEDIATE"
    broken = False
    error = Error

    def __init__(self, path: str, make: bool = True) -> None:
        try:
            if make:
                Path(path).parent.mkdir(0o700, parents=True, exist_ok=True)
            self.apsw = connect(path, make=make)
            self.run = partial(self.apsw.execute, prepare_flags=KEPT)
        except OSError as error:
            raise OperationalError(str(error)) from error
        except apsw.Error as error:
            raise _translated(error) from error

    def cursor(self) -> ApswCursor:
        return ApswCursor(self)

    def rows(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """All rows of a statement, without a cursor's description."""
        try:
            return list(self.run(statement, parameters))
        except apsw.Error as error:
            raise self.translated(error) from error

    def defer(self, statement: str, parameters: Sequence[Any]) -> None:
        """Run a statement whose rows nobody needs, at once: deferring it would gain nothing."""
        try:
            self.run(statement, parameters)
        except apsw.Error as error:
            raise self.translated(error) from error

    def flush(self) -> None:
        """Nothing: no statement was deferred."""

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, statement: str) -> None:
        if self.apsw.in_transaction:
            try:
                self.run(statement)
            except apsw.Error as error:
                raise self.translated(error) from error

    def translated(self, error: apsw.Error) -> Error:
        """An error of SQLite, under its DB-API name."""
        return _translated(or_full(error, self.apsw.filename, self.apsw))

    @contextmanager
    def only_reading(self) -> Iterator[None]:
        """Let transactions that begin meanwhile delay no writer."""
        self.begin = "BEGIN"
        try:
            yield
        finally:
            self.begin = ApswConnection.begin

    @contextmanager
    def waiting(self, milliseconds: int) -> Iterator[None]:
        """Wait only so long for another writer meanwhile."""
        self.apsw.set_busy_timeout(milliseconds)
        try:
            yield
        finally:
            self.apsw.set_busy_timeout(BUSY_MILLISECONDS)

    def close(self) -> None:
        self.apsw.close()


class DriverModule:
    """apsw as the DB-API module that SQLAlchemy expects."""

    paramstyle = "qmark"
    apilevel = "2.0"
    threadsafety = 1
    Binary = bytes
    sqlite_version_info = tuple(int(number) for number in apsw.sqlite_lib_version().split("."))
    Error, InterfaceError, DatabaseError, DataError = Error, InterfaceError, DatabaseError, DataError
    OperationalError, IntegrityError, InternalError = OperationalError, IntegrityError, InternalError
    ProgrammingError, NotSupportedError = ProgrammingError, NotSupportedError

    @staticmethod
    def connect(path: str, make: bool = True) -> ApswConnection:
        return ApswConnection(path, make)


class ApswDialect(SQLiteDialect):
    """`sqlite+apsw:///file`."""

    driver = "apsw"
    supports_statement_cache = True
    default_paramstyle = "qmark"

    @classmethod
    def import_dbapi(cls) -> Any:
        return DriverModule

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return QueuePool

    def create_connect_args(self, url: URL) -> Any:
        return [url.database or ":memory:"], {}

    def initialize(self, connection: Any) -> None:
        super().initialize(connection)
        self.server_version_info = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))

    def do_begin(self, dbapi_connection: Any) -> None:
        raw = getattr(dbapi_connection, "driver_connection", None) or dbapi_connection
        raw.defer(raw.begin, ())
