"""`nmirf demo`: entries of every plugin for portals under construction, where there are none yet."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from core.errors import StartupError
from core.members.demonstration_writes import SECRETARIAT, Demonstration
from core.members.tables import participants
from core.platform import Platform
from core.plugins.hooks import call_all
from core.tables import journal


def fill_demo(platform: Platform) -> dict[str, int]:
    """Fill an empty database, plugin after plugin; returns how often each action stands in the journal now.

    Raises StartupError NOT_EMPTY on any other: a demonstration beside real entries would mislead.
    """
    with platform.write(SECRETARIAT) as current:
        for entries in (select(participants.c.id), select(journal.c.id).where(journal.c.action.not_like("token.%"))):
            if current.session.execute(entries.limit(1)).first():
                raise StartupError(
                    "NOT_EMPTY",
                    "The database holds entries already: a demonstration beside real entries would mislead. Point "
                    "NMIRF_DATA_FOLDER or NMIRF_DATABASE_URL to an empty place.",
                )
        call_all(platform.plugins, "register_demonstration", demonstration=Demonstration(current))
        return Counter(entry.action for entry in current.entries)
