"""Upgrades a database to this version, and writes the reference data."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pluggy import PluginManager
from sqlalchemy import ColumnElement, Connection, Table, case, inspect, text, update

from core.database.database import Database
from core.database.prerequisites import require_schema, require_utf8, require_writable
from core.journal.chain import wait_for_turn
from core.migrations.declared import require_made
from core.migrations.reached import known_revisions, pending
from core.migrations.reference_data import write_reference_data
from core.migrations.sources import config_of, sources
from core.plugins.faults import blaming
from core.plugins.hooks import collect
from core.tables import head
from core.tables import metadata as core_metadata

if TYPE_CHECKING:
    from alembic.config import Config

LOCK = 0x4E4D4952
LEARN = "PRAGMA optimize = 0x10002"
"""SQLite counts the rows of tables that have grown tenfold since it last counted them."""
FORGET = "DELETE FROM sqlite_stat1 WHERE idx IS NULL AND CAST(stat AS INTEGER) < 20"
"""Forgets small tables, which will grow: a search index that was empty when its rows were counted would from then on be
read whole by its own writes."""
FORGET_SAMPLES = "DELETE FROM sqlite_stat4 WHERE tbl = 'core_outbox'"
"""Forgets samples of the keys of mail, which contain addresses: they would outlast the mail."""

NO_CONSTRAINT = (
    "With this operation, SQLite cannot add a constraint to an existing table. Add a foreign key with its column, by "
    "op.add_column(…, inline_references=True), a CHECK by op.execute, and a unique constraint by "
    "op.create_index(…, unique=True)"
)


def migrate(database: Database, plugins: PluginManager, require_all_declared: bool = False) -> list[str]:
    """Upgrade the database to this version and write the reference data; returns the names of what was upgraded.

    require_all_declared: whether all declared tables and columns must exist afterwards. Raises StartupError, and changes
    nothing: DATABASE_NEWER if a newer version has migrated it, DATABASE_MISSING if the file of a running server is
    gone, MIGRATION and REFERENCE_DATA if those of a plugin fail, or a migration is missing.
    """
    database.require_not_gone()
    upgraded: list[str] = []
    made: list[Table] = []
    with database.transaction() as session:
        connection = session.connection()
        if database.dialect == "postgresql":
            require_writable(connection)
            require_utf8(connection)
            require_schema(connection)
            _wait_for_turn(connection)
        waiting = pending(connection, known_revisions(plugins))
        for name, (folder, metadata) in sources(plugins).items():
            if name in waiting:
                with blaming("MIGRATION", "A migration", name, folder):
                    _upgrade(config_of(name, folder, metadata, connection))
                upgraded.append(name)
                made += metadata.sorted_tables
        if require_all_declared:
            require_made(connection, {"core": core_metadata, **dict(collect(plugins, "register_tables"))})
        wait_for_turn(session)  # a concurrent write may be about to change what a plugin changes next
        write_reference_data(session, plugins)
        _learn(connection, made)
        connection.execute(update(head).values(revision=_next_revision()))
    if database.dialect == "sqlite":
        database.dispose()  # a connection keeps its old statistics of tables
    return upgraded


def _next_revision() -> ColumnElement[int]:
    """A revision greater than all before, even if a database went back to a backup or lost its last writes.

    It is the time in microseconds, which writes cannot overtake: caches identify answers by their revision.
    """
    now, last = time.time_ns() // 1_000, head.c.revision
    return case((last < now, now), else_=last + 1)


def _learn(connection: Connection, made: Sequence[Table]) -> None:
    """Make the database count the rows of its tables: without that it guesses which index to use.

    PostgreSQL counts by itself as well, but only minutes after tables were created or upgraded.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(text(LEARN))
        connection.execute(text(FORGET))
        connection.execute(text(FORGET_SAMPLES))
        return
    there = set(inspect(connection).get_table_names()) if made else set()
    quoted = [connection.dialect.identifier_preparer.format_table(table) for table in made if table.name in there]
    if quoted:
        connection.execute(text(f"ANALYZE {', '.join(quoted)}"))


def _wait_for_turn(connection: Connection) -> None:
    """Wait until another process has finished migrating, however long that takes."""
    for statement in (
        "SET LOCAL lock_timeout = 0",
        f"SELECT pg_advisory_xact_lock({LOCK})",
        "SET LOCAL lock_timeout TO DEFAULT",
    ):
        connection.execute(text(statement))


def _upgrade(config: Config) -> None:
    from alembic import command

    try:
        command.upgrade(config, "heads")
    except NotImplementedError as error:
        if "batch mode" not in str(error):
            raise
        raise NotImplementedError(NO_CONSTRAINT).with_traceback(error.__traceback__) from None
