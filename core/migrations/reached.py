"""The revisions that the tables of core and of each plugin have, and those that are pending."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pluggy import PluginManager
from sqlalchemy import Connection, inspect, text

from core.database.sessions.session import Session
from core.errors import StartupError
from core.migrations.revisions import newest, revisions
from core.migrations.sources import sources, version_table

BEHIND = "The database does not have this version yet. Run `nmirf migrate` first."


Known = Mapping[str, Mapping[str, frozenset[str]]]
"""The revisions of the tables of core and of each plugin, each with those that it follows."""


def known_revisions(plugins: PluginManager) -> Known:
    """The revisions that are on the disk now. Raises StartupError MIGRATION for files that do not say them."""
    return {name: revisions(folder) for name, (folder, _) in sources(plugins).items()}


def pending(connection: Connection, known: Known) -> dict[str, str]:
    """The plugins whose tables are behind, with their newest revision. Raises DATABASE_NEWER, MIGRATION."""
    reached = reached_by(connection, known)
    wanted = {name: newest(name, found) for name, found in known.items()}
    return {name: last for name, last in wanted.items() if last is not None and last != reached[name]}


def require_current(session: Session, known: Known) -> None:
    """Raises StartupError MIGRATIONS if tables are behind, or DATABASE_NEWER."""
    if pending(session.connection(), known):
        raise StartupError("MIGRATIONS", BEHIND)


def reached_by(connection: Connection, known: Mapping[str, Collection[str]]) -> dict[str, str | None]:
    """The revision of each plugin's tables; None if it has none yet.

    known: the revisions of each. Raises DATABASE_NEWER if the database has another.
    """
    there = set(inspect(connection).get_table_names())
    reached: dict[str, str | None] = {}
    for name, revisions_known in known.items():
        current = None
        if version_table(name) in there:
            current = connection.execute(text(f"SELECT version_num FROM {version_table(name)}")).scalar()
        if current is not None and current not in revisions_known:
            raise StartupError(
                "DATABASE_NEWER",
                f"The database was written by a newer version of {name!r} (revision {current}, unknown here). "
                "Install that version, or restore a backup made before it.",
            )
        reached[name] = current
    return reached
