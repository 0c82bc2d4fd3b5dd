"""Folders of copies that are being worked with, beside the file that they are of."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from io import FileIO
from pathlib import Path

PREFIX = ".nmirf-"
LOCK = "lock"
KEPT = "kept.db"
"""How a database is called in it that a restore replaces: it is never removed as a leftover."""


@contextmanager
def working_folder(place: Path) -> Iterator[Path]:
    """A new folder in another, which is gone in the end, or once the next is made there if this process is killed."""
    _remove_leftovers(place)
    with ExitStack() as held, tempfile.TemporaryDirectory(prefix=PREFIX, dir=place) as folder:
        held.enter_context(_locked(Path(folder)))
        yield Path(folder)


def _locked(folder: Path) -> closing[FileIO]:
    """A lock of this process, which ends with it. It has its name only once it is held: none is found without."""
    unnamed = folder / f"{LOCK}.new"
    lock = FileIO(unnamed, "x")
    with suppress(OSError):  # of a file system without locks, where nothing is taken for a leftover
        flock(lock, LOCK_EX | LOCK_NB)
        unnamed.rename(folder / LOCK)
    return closing(lock)


def _remove_leftovers(place: Path) -> None:
    """Remove the folders of processes that were killed: those of one's own whose lock nobody holds."""
    for lock in place.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError), closing(FileIO(lock)) as found:
            flock(found, LOCK_EX | LOCK_NB)
            if os.fstat(found.fileno()).st_uid == os.getuid() and not (lock.parent / KEPT).exists():
                shutil.rmtree(lock.parent, ignore_errors=True)
