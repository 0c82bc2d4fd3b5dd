"""`nmirf demo`: fills an empty database with entries of every plugin, for portals under construction."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import inspect, select

from core.database.database import Database
from core.database.sessions.session import Session
from core.errors import StartupError
from core.members.demonstration_writes import SECRETARIAT, Demonstration
from core.members.tables import participants
from core.platform import Platform
from core.plugins.hooks import call_all
from core.tables import journal

ENTRIES = {
    participants: select(participants.c.id),
    journal: select(journal.c.id).where(journal.c.action.not_like("token.%")),
}
"""The tables that must be empty, and the entries that count: tokens may have been made before."""


def require_empty(database: Database) -> None:
    """Raises StartupError NOT_EMPTY if there are entries, also in a database of an earlier version."""
    if database.is_there:
        with database.reading() as session:
            _require_empty(session)


def fill_demo(platform: Platform) -> dict[str, int]:
    """Fill an empty database, plugin after plugin; returns how often each action is in the journal now.

    Raises StartupError NOT_EMPTY on any other: a demonstration beside real entries would mislead.
    """
    with platform.write(SECRETARIAT) as current:
        _require_empty(current.session)
        call_all(platform.plugins, "register_demonstration", demonstration=Demonstration(current))
        return Counter(entry.action for entry in current.entries)


def _require_empty(session: Session) -> None:
    made = set(inspect(session.connection()).get_table_names())
    for table, entries in ENTRIES.items():
        if table.name in made and session.execute(entries.limit(1)).first():
            raise StartupError(
                "NOT_EMPTY",
                "The database already has entries: a demonstration beside real entries would mislead. Point "
                "NMIRF_DATA_FOLDER or NMIRF_DATABASE_URL to an empty place.",
            )
