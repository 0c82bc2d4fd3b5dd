"""Many rows at once: executemany on SQLite, COPY on PostgreSQL. Rows hold values as both engines read them as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import apsw
import orjson
import psycopg
from sqlalchemy import Table
from sqlalchemy.engine import URL, make_url

from core.database.drivers.sqlite import connect

CACHE_KILOBYTES = 1_000_000
"""For SQLite's pages while it is filled: keys come in no order, and what does not fit is read and written over and over."""

MEMORY_FOR_INDEXES = "512MB"
"""Of PostgreSQL, while it makes them."""

INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
KEYS_AND_INDEXES = """
SELECT contype <> 'f', format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype IN ('f', 'p', 'u') AND connamespace = current_schema()::regnamespace
UNION ALL
SELECT true, format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY 1
"""
"""How they are dropped and made: first the references, which rest on keys."""


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
    """Writes rows into an empty database, which is of no use where that breaks off.

    Indexes, on PostgreSQL keys and references as well, are made when all rows are there.
    """

    @staticmethod
    @contextmanager
    def at(address: str) -> Iterator[SQLiteWriter | PostgreSQLWriter]:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            with closing(connect(url.database or "")) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
                indexes = list(connection.execute(INDEXES))
                for name, _ in indexes:
                    connection.execute(f"DROP INDEX {name}")
                yield SQLiteWriter(connection)
                for _, make in indexes:
                    connection.execute(make)
            return
        with psycopg.connect(_plain(url)) as session:
            indexes = session.execute(KEYS_AND_INDEXES).fetchall()
            for _, drop, _ in indexes:
                session.execute(drop)
            yield PostgreSQLWriter(session)
            session.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY_FOR_INDEXES}'")
            for _, _, make in reversed(indexes):
                session.execute(make)
            session.execute("ANALYZE")


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
        """Rows in a transaction of their own, best in the order of their keys."""
        marks = ", ".join("?" * len(columns))
        self.connection.execute("BEGIN")
        self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        self.connection.execute("COMMIT")


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
