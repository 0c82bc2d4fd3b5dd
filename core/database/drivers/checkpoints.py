"""Checkpoints of SQLite's write-ahead log, in a thread of their own: in a commit, they would wait for the disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import apsw

logger = logging.getLogger("nmirf.platform")

PAGES = 1_000
"""Each time the log has grown by so many pages, a checkpoint is made, as SQLite itself would do."""
MOST_PAGES = 8_000
"""From so many pages on, writers wait for the checkpoint: otherwise the log might grow without end."""
SECONDS_TO_WAIT = 5.0
"""How long a writer waits for another's checkpoint."""
CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"


class Checkpoints:
    """Moves what a connection writes from the log into the file, while others read and write.

    They are passive: they wait for nobody, and leave to the next one what they cannot move.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self.path, self.running = connection.filename, threading.Lock()
        self.seen, self.due = 0, PAGES
        connection.set_wal_hook(self._committed)

    def _committed(self, connection: apsw.Connection, _: str, pages: int) -> int:
        if pages <= self.seen:  # all of the log is in the file, and it starts again
            self.due = PAGES
        self.seen = pages
        many = pages >= MOST_PAGES
        if pages >= self.due and self.running.acquire(timeout=SECONDS_TO_WAIT if many else 0):
            self.due = pages + PAGES
            if many or not self._begun_beside():
                with self._ending():
                    connection.execute(CHECKPOINT)
        return apsw.SQLITE_OK

    def _begun_beside(self) -> bool:
        """Whether a thread does it: the system may have none left."""
        try:
            threading.Thread(target=self._beside, name="nmirf-checkpoint", daemon=True).start()
        except RuntimeError:
            return False
        return True

    def _beside(self) -> None:
        with self._ending(), closing(apsw.Connection(self.path, flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
            connection.execute(CHECKPOINT)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Allow the next checkpoint once this one has ended; if it failed, the next one makes up for it."""
        try:
            yield
        except apsw.Error as error:
            logger.warning("a checkpoint of %s failed, and is left to the next: %s", self.path, error)
        finally:
            self.running.release()
