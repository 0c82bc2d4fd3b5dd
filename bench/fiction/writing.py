"""Writes many rows at once: executemany on SQLite, COPY on PostgreSQL. Values are in a form that both engines accept."""

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
"""The cache of SQLite while it is filled: keys are in random order, and pages that do not fit are written again and again."""

MEMORY_FOR_INDEXES = "512MB"
"""The memory of PostgreSQL while it builds indexes."""

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
"""How to drop and create each; references come first, since they depend on keys."""


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
    """Writes rows into an empty database, which is unusable if that is interrupted.

    Indexes, and on PostgreSQL also keys and references, are created after all rows.
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


def analyze(address: str) -> None:
    """Update the statistics of the query planner."""
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
        """Write rows in one transaction; the order of their keys is the fastest."""
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
