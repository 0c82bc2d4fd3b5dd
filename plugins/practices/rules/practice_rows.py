"""Practices, locked for those who may change them; changes of their status. P4."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from core import NotAllowed, Role, Write, locked_row
from plugins.practices.bitmaps import updating_bitmaps
from plugins.practices.enums import PracticeStatus
from plugins.practices.errors import RevisionConflict
from plugins.practices.tables import practices
from plugins.practices.visibility import visible


def lock_visible(write: Write, practice: int) -> Any:
    """(P4) The practice, locked, if the viewer sees it. Raises NotFound for any other: drafts stay unknown."""
    seen = write.seen(visible, practices)
    return locked_row(write.session, practices, practice, "practice", "practice", seen=seen)


def lock_own(write: Write, practice: int) -> Any:
    """The practice, locked, for its participant. Raises NotFound, NotAllowed."""
    row = lock_visible(write, practice)
    if not write.viewer.speaks_for(row.participant_id):
        raise NotAllowed("This is for the participant whose practice it is.", "practice")
    return row


def lock_for_participant_or_secretariat(write: Write, practice: int) -> Any:
    """The practice, locked, for its participant or the secretariat. Raises NotFound, NotAllowed."""
    return lock_visible(write, practice) if write.viewer.has(Role.ADMINISTRATOR) else lock_own(write, practice)


def require_revision(row: Any, expected: int | None) -> None:
    """Raises RevisionConflict if the practice no longer has the expected revision."""
    if expected is not None and expected != row.revision:
        raise RevisionConflict(row.revision)


def change_status(write: Write, practice: int, status: PracticeStatus, **values: Any) -> None:
    """Give a practice another status, and other values; updates its bitmaps, but does not journal it."""
    values = {"status": status.name, "updated_at": write.now, **values}
    with updating_bitmaps(write.session, practice):
        write.session.execute(update(practices).where(practices.c.id == practice).values(**values))
