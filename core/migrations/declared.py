"""Checks that the database has all declared tables and columns: a migration is easily forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, MetaData, text

from core.errors import StartupError
from core.migrations.sources import version_table
from core.plugins.faults import advice_on

MADE = {
    "sqlite": "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema()",
}
"""All columns of the database, by table."""
ANOTHER_MIGRATION = (
    "Add a migration that makes it: one that has run does not run again, whatever is changed in it. If the database "
    "holds only test data, you can start from an empty one instead."
)


def require_made(connection: Connection, declared: Mapping[str, MetaData]) -> None:
    """Raises StartupError MIGRATION if a plugin declares what its migrations, all of which have run, did not make."""
    made = _columns_by_table(connection)
    for name, metadata in declared.items():
        missing = _missing(metadata, made)
        if missing:
            raise StartupError(
                "MIGRATION",
                f"The plugin {name!r} declares {', '.join(missing)}, which the database lacks, though all its migrations "
                f"have run. {_remedy(name, metadata, made)} Nothing was changed. {advice_on(name)}",
            )


def _remedy(name: str, metadata: MetaData, made: Mapping[str, set[str]]) -> str:
    """Another migration; or, if only the version of a plugin's tables is left, what makes its migrations run again."""
    version = version_table(name)
    if version not in made or made.keys() & metadata.tables.keys():
        return ANOTHER_MIGRATION
    return f"{ANOTHER_MIGRATION} If its tables were dropped, drop {version} too: then all its migrations run again."


def _columns_by_table(connection: Connection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for table, column in connection.execute(text(MADE[connection.dialect.name])):
        found[table].add(column)
    return found


def _missing(metadata: MetaData, made: dict[str, set[str]]) -> list[str]:
    """The declared tables that are missing, and the missing columns of the others."""
    missing = []
    for table in metadata.sorted_tables:
        if table.name not in made:
            missing.append(f"the table {table.name}")
        else:
            lacks = [column.name for column in table.columns if column.name not in made[table.name]]
            missing += [f"the column {table.name}.{column}" for column in lacks]
    return missing
