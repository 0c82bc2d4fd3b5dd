"""The file of an embedded database: once opened, no other file in its place is accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.database.unavailable import missing, replaced

KEPT_BESIDE = ("-shm", "-wal")
"""The suffixes of the files that SQLite keeps beside a database in use; the log may contain its last writes."""


def kept_beside(file: Path) -> list[Path]:
    """The files that may be beside a database in use."""
    return [file.with_name(f"{file.name}{ending}") for ending in KEPT_BESIDE]


class OpenedFile:
    """Knows which file was first found at a path, by its device and inode.

    What is written to a deleted file is lost. A file that was moved over another would be read together with the log
    of that one.
    """

    def __init__(self, path: str, make: bool = True) -> None:
        self.path, self.make, self.place = path, make, Path(path)
        self.known: tuple[int, int] | None = None
        self.known = self._here()

    def require_in_place(self) -> None:
        """Raises Unavailable DATABASE_MISSING if the file is gone, DATABASE_REPLACED if it is another."""
        here = self._here()
        if here is None:
            if self.known is not None or not self.make:
                raise missing(self.path)
        elif here != self.known:
            if self.known is not None:
                raise replaced(self.path)
            self.known = here

    def make_no_other(self, dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> None:
        """As an engine connects: once a file was found, none is made in its place, should it vanish at this moment."""
        if self.known is not None:
            options["make"] = False

    def _here(self) -> tuple[int, int] | None:
        """The device and inode of the file at the path; those already known, if it may not be read."""
        try:
            found = self.place.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            return self.known
        return found.st_dev, found.st_ino
