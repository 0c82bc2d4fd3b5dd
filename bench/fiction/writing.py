"""Many rows at once: executemany on SQLite, COPY on PostgreSQL. Rows hold values as both engines read them as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import apsw
import orjson
import psycopg
from sqlalchemy import Table
from sqlalchemy.engine import URL, make_url

from core.drivers.sqlite import connect

CACHE_KILOBYTES = 1_000_000
"""For the pages of one transaction: rows come in no order, and what does not fit is written and read over and over."""


def json(value: Any) -> str:
    """A JSON value for a column of texts or names."""
    return orjson.dumps(value).decode()


def rows(address: str, query: str) -> list[Any]:
    """The rows of a query, from either engine."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        connection = connect(url.database or "", read_only=True)
        try:
            return list(connection.execute(query))
        finally:
            connection.close()
    with psycopg.connect(_plain(url)) as session:
        return session.execute(query).fetchall()  # type: ignore[call-overload,no-any-return]


class Writer:
    """Writes rows of one transaction."""

    @staticmethod
    @contextmanager
    def at(address: str) -> Iterator[SQLiteWriter | PostgreSQLWriter]:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            connection = connect(url.database or "")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
            connection.execute("BEGIN IMMEDIATE")
            yield SQLiteWriter(connection)
            connection.execute("COMMIT")
            connection.close()
            return
        with psycopg.connect(_plain(url)) as session:
            yield PostgreSQLWriter(session)


def learn(address: str) -> None:
    """Have the engine learn what is there."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        connection = connect(url.database or "")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return
    with psycopg.connect(_plain(url), autocommit=True) as session:
        session.execute("VACUUM ANALYZE")


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


class SQLiteWriter(Writer):
    name = "sqlite"

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection

    def rows(self, query: str) -> list[Any]:
        return list(self.connection.execute(query))

    def write(self, table: Table | str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


class PostgreSQLWriter(Writer):
    name = "postgresql"

    def __init__(self, session: psycopg.Connection[Any]) -> None:
        self.session = session

    def rows(self, query: str) -> list[Any]:
        return self.session.execute(query).fetchall()  # type: ignore[call-overload,no-any-return]

    def write(self, table: Table | str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        command = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self.session.cursor() as cursor, cursor.copy(command) as copy:  # type: ignore[arg-type]
            for row in rows:
                copy.write_row(row)
