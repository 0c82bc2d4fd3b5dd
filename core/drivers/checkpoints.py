"""Checkpoints of SQLite's write-ahead log, in a thread of their own: a commit that made one would wait for the disk."""

from __future__ import annotations

import threading
from contextlib import closing, suppress

import apsw

PAGES = 1_000
"""Each time that the log has grown by so many pages a checkpoint is made, as SQLite itself would do."""
MOST_PAGES = 8_000
"""From so many pages on whoever writes waits for the checkpoint: else the log might grow without end."""


class Checkpoints:
    """Has what a connection writes into the log moved into the file, while others read and write.

    Passive: it waits for nobody, and what it does not come to is left to the next time.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self.path, self.running = connection.filename, threading.Lock()
        self.seen, self.due = 0, PAGES
        connection.set_wal_hook(self._committed)

    def _committed(self, connection: apsw.Connection, _: str, pages: int) -> int:
        if pages <= self.seen:  # all of the log is in the file, and it is begun anew
            self.due = PAGES
        self.seen = pages
        many = pages >= MOST_PAGES
        if pages >= self.due and self.running.acquire(blocking=many):
            self.due = pages + PAGES
            if many or not self._begun_beside():
                self._checkpoint(connection)
        return apsw.SQLITE_OK

    def _begun_beside(self) -> bool:
        """Whether a thread has taken it over: there may be none left."""
        try:
            threading.Thread(target=self._beside, name="nmirf-checkpoint", daemon=True).start()
        except RuntimeError:
            return False
        return True

    def _beside(self) -> None:
        with closing(apsw.Connection(self.path)) as connection:
            self._checkpoint(connection)

    def _checkpoint(self, connection: apsw.Connection) -> None:
        try:
            with suppress(apsw.Error):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            self.running.release()
