"""What a restore does not undo: that tokens were revoked, mail was sent, and persons were erased."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import apsw
from pluggy import PluginManager
from sqlalchemy import URL

from core.database.database import new_id
from core.errors import Conflict, NotFound
from core.identity import Role, Viewer
from core.mail.outbox import SENT_BEFORE
from core.members.rules.focal_points import erase_focal_point
from core.platform import Platform
from core.settings.settings import Settings

RESTORE = Viewer(Role.ADMINISTRATOR, name="nmirf restore")
KEEP_SENT = (
    "INSERT INTO core_outbox (id, key, message_id, recipient, subject, queued_at, sent_at, next_attempt_at, "
    "body, attempts, dead) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, '', 1, 0)"
)


def carry_over(replaced: Path, restored: Path, plugins: PluginManager) -> int:
    """Carry over to a restored database what happened in the one that it replaces, and the revision that caches know.

    Returns how many designations, which were erased since the backup was made, are erased again.
    """
    with closing(apsw.Connection(str(replaced))) as before:
        if before.execute("SELECT 1 FROM sqlite_master WHERE name = 'core_head'").fetchone() is None:
            return 0
        with closing(apsw.Connection(str(restored))) as after, after:
            _revoke_tokens(before, after)
            _mark_sent(before, after)
            known = list(before.execute("SELECT revision FROM core_head"))
            after.executemany("UPDATE core_head SET revision = max(revision, ? + 1)", known)
        of_erasures = "SELECT DISTINCT subject FROM core_journal WHERE action = 'focal_point.erased'"
        subjects = [str(subject) for (subject,) in before.execute(of_erasures)]
    return _erase_again(restored, plugins, [int(subject.removeprefix("FocalPoint:")) for subject in subjects])


def _revoke_tokens(before: apsw.Connection, after: apsw.Connection) -> None:
    revoked = list(before.execute("SELECT revoked_at, hash FROM core_tokens WHERE revoked_at IS NOT NULL"))
    after.executemany("UPDATE core_tokens SET revoked_at = ? WHERE hash = ?", revoked)


def _mark_sent(before: apsw.Connection, after: apsw.Connection) -> None:
    """Mark mail as sent: with another text it would be another mail. What the backup lacks is kept without its text."""
    of_sent = "SELECT message_id, recipient, subject, queued_at, sent_at FROM core_outbox WHERE sent_at IS NOT NULL"
    sent = list(before.execute(f"{of_sent} AND recipient <> ''"))  # none to somebody who was erased
    marking = "UPDATE core_outbox SET sent_at = ? WHERE message_id = ? AND sent_at IS NULL"
    after.executemany(marking, [(row[-1], row[0]) for row in sent])
    there = {message for (message,) in after.execute("SELECT message_id FROM core_outbox")}
    lacking = {f"{SENT_BEFORE}{row[0]}": row for row in sent if row[0] not in there}
    after.executemany(KEEP_SENT, [(new_id(), key, *row) for key, row in lacking.items()])


def _erase_again(restored: Path, plugins: PluginManager, erased: Sequence[int]) -> int:
    """Erase the persons of designations, where they are there; one that has not ended ends today. Returns how many."""
    url = URL.create("sqlite+apsw", database=str(restored)).render_as_string()
    platform = Platform(Settings(database_url=url), plugins)
    try:
        with platform.write(RESTORE) as write:
            for focal_point in erased:
                with suppress(NotFound, Conflict):  # of a later designation, or one that is erased in the backup too
                    erase_focal_point(write, focal_point, None, mistaken=True)
            return len(write.entries)
    finally:
        platform.database.dispose()
