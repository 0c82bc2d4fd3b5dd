"""Whether a read replica is one of this database."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core.database import Database
from core.errors import StartupError, Unavailable
from core.ground import head, journal
from core.settings import Settings


def refuse_stranger(settings: Settings, primary: Database) -> None:
    """Raise StartupError SETTING for a replica whose journal ends otherwise than this one did.

    The public would be shown another's records. One that does not answer, or has no tables yet, is left alone: the
    primary answers for it.
    """
    if not settings.read_database:
        return
    replica = Database(settings.read_database)
    try:
        with replica.reading() as session:
            end = session.execute(select(head.c.sequence, head.c.hash)).one()
    except (Unavailable, DBAPIError):
        return
    finally:
        replica.dispose()
    with primary.reading() as session:
        known = session.execute(select(journal.c.hash).where(journal.c.sequence == end.sequence)).scalar_one_or_none()
    if end.sequence and known != end.hash:
        raise StartupError(
            "SETTING",
            "NMIRF_READ_DATABASE_URL names a database with another journal, no replica of the one in "
            "NMIRF_DATABASE_URL. Name its replica, or unset it.",
        )
