"""Writes that are tried in a copy of the records, which is deleted afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from core.database.database import Database
from core.database.sessions.session import Session
from core.errors import StartupError
from core.files.copies import file_beside, require_room
from core.identity import Viewer
from core.journal.chain import wait_for_turn
from core.settings.settings import Settings
from core.writing.write import Write

TABLES = text(
    "SELECT pg_class.oid, quote_ident(nspname) AS schema, quote_ident(relname) AS name, "
    "string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns "
    "FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN pg_attribute ON attrelid = pg_class.oid "
    "WHERE nspname = current_schema() AND relkind = 'r' AND attnum > 0 AND NOT attisdropped AND attgenerated = '' "
    "GROUP BY pg_class.oid, nspname, relname"
)
TEMPORARY_FIRST = text("SELECT set_config('search_path', 'pg_temp, ' || quote_ident(current_schema()), true)")
WITHOUT_LIMIT = text(
    "SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN ('statement_timeout', 'transaction_timeout')"
)
COPY = (
    "CREATE TEMPORARY TABLE {name} (LIKE {schema}.{name} INCLUDING ALL EXCLUDING INDEXES) ON COMMIT DROP",
    "INSERT INTO pg_temp.{name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {schema}.{name}",
)
INDEXES = text(
    "SELECT replace(pg_get_indexdef(indexrelid), ' ON ' || :table || ' USING', ' ON ' || :copy || ' USING') "
    "FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam "
    "WHERE indrelid = :oid AND amname = 'btree'"
)
"""Made once the rows are there, which is faster; without those for searching, which no write uses."""


@contextmanager
def rehearsal(database: Database, viewer: Viewer, settings: Settings, now: datetime) -> Iterator[Write]:
    """A write to a copy of all records as they are now: nobody waits for it, and nothing of it stays.

    Raises Unavailable, and StartupError FILE if there is no room for a copy.
    """
    copied = _in_a_file if database.dialect == "sqlite" else _in_tables
    with copied(database) as session:
        end = wait_for_turn(session)
        yield Write(session, viewer, now, settings, end, end.roles)


@contextmanager
def _in_a_file(database: Database) -> Iterator[Session]:
    """A copy in a file beside the database."""
    from apsw import Error  # a platform on PostgreSQL does without it

    from core.database.drivers.sqlite import copy_database, reason_of

    source = Path(database.url.database or "")
    with file_beside(source) as file:
        require_room(file.parent, source.stat().st_size, f"for a copy of {source} beside it, to try the write")
        try:
            copy_database(str(source), str(file))
        except Error as error:
            raise StartupError("FILE", f"{source} cannot be copied to try the write ({reason_of(error)}).") from None
        copy = Database(database.url.set(database=str(file)).render_as_string(hide_password=False))
        try:
            with copy.reading() as session:
                yield session
        finally:
            copy.dispose()


@contextmanager
def _in_tables(database: Database) -> Iterator[Session]:
    """A copy in temporary tables of the same names, which PostgreSQL finds first."""
    with database.reading() as session:
        session.execute(WITHOUT_LIMIT)
        for table in session.execute(TABLES).mappings().all():
            for statement in COPY:
                session.execute(text(statement.format(**table)))
            original, copy = "{schema}.{name}".format(**table), "pg_temp.{name}".format(**table)
            made = session.execute(INDEXES, {"oid": table["oid"], "table": original, "copy": copy})
            for index in made.scalars().all():
                session.execute(text(index))
        session.execute(TEMPORARY_FIRST)
        yield session
