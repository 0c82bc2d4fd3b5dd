"""Writes that are tried out where nobody notices, and leave nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import apsw
from sqlalchemy import text

from core.database import Database
from core.drivers.sqlite import copy_database
from core.errors import StartupError
from core.identity import Viewer
from core.journal import wait_for_turn
from core.sessions.session import Session
from core.settings import Settings
from core.writing.write import Write

ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
TABLES = text(
    "SELECT quote_ident(nspname) AS schema, quote_ident(relname) AS name, "
    "string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns "
    "FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN pg_attribute ON attrelid = pg_class.oid "
    "WHERE nspname = current_schema() AND relkind = 'r' AND attnum > 0 AND NOT attisdropped AND attgenerated = '' "
    "GROUP BY nspname, relname"
)
COPY = (
    "CREATE TEMPORARY TABLE {name} (LIKE {schema}.{name} INCLUDING ALL) ON COMMIT DROP",
    "INSERT INTO pg_temp.{name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {schema}.{name}",
    "ANALYZE pg_temp.{name}",
)


@contextmanager
def rehearsal(database: Database, viewer: Viewer, settings: Settings, now: datetime) -> Iterator[Write]:
    """A write to a copy of all records as they are at this moment: nobody waits for it, and none of it stays.

    Raises Unavailable, and StartupError FILE where there is no room for a copy.
    """
    copied = _in_a_file if database.dialect == "sqlite" else _in_tables
    with copied(database) as session:
        yield Write(session, viewer, now, settings, wait_for_turn(session))


@contextmanager
def _in_a_file(database: Database) -> Iterator[Session]:
    """A copy beside the database, so where there is room for one."""
    source = Path(database.url.database or "")
    with tempfile.TemporaryDirectory(prefix=".nmirf-", dir=source.parent) as folder:
        file = Path(folder) / "copy.db"
        try:
            copy_database(str(source), str(file))
        except apsw.Error as error:
            raise StartupError("FILE", f"{source} cannot be copied to try it out there ({error}).") from None
        copy = Database(database.url.set(database=str(file)).render_as_string(hide_password=False))
        try:
            with copy.reading() as session:
                yield session
        finally:
            copy.dispose()


@contextmanager
def _in_tables(database: Database) -> Iterator[Session]:
    """Temporary tables of the same names, which PostgreSQL finds first."""
    with database.reading() as session:
        session.execute(ONE_MOMENT)
        for table in session.execute(TABLES).mappings().all():
            for statement in COPY:
                session.execute(text(statement.format(**table)))
        yield session
