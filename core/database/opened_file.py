"""The file of an embedded database: once it was there, it is opened again, and no other in its place."""

from __future__ import annotations

from pathlib import Path

from core.database.unavailable import missing, replaced

KEPT_BESIDE = ("-shm", "-wal")
"""How the files that SQLite keeps beside a database in use end: its last writes may stand in the log."""


def kept_beside(file: Path) -> list[Path]:
    """What may be beside a database in use."""
    return [file.with_name(f"{file.name}{ending}") for ending in KEPT_BESIDE]


class OpenedFile:
    """Knows which file was at a path when that was first looked at, by its device and its number there.

    Whoever writes to a file that was deleted loses what they write. A file that was moved over another would be read
    together with the log of that.
    """

    def __init__(self, path: str, make: bool = True) -> None:
        self.path, self.make, self.place = path, make, Path(path)
        self.known: tuple[int, int] | None = None
        self.known = self._here()

    def require_in_place(self) -> None:
        """Raises Unavailable DATABASE_MISSING, DATABASE_REPLACED where the file is gone, or is another."""
        here = self._here()
        if here is None:
            if self.known is not None or not self.make:
                raise missing(self.path)
        elif here != self.known:
            if self.known is not None:
                raise replaced(self.path)
            self.known = here

    def _here(self) -> tuple[int, int] | None:
        """Which file is there; the one that is known where nobody may look."""
        try:
            found = self.place.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            return self.known
        return found.st_dev, found.st_ino
