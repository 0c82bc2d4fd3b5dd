"""Working files in hidden folders beside others: deleted at the end, even if the command is told to end."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from io import FileIO
from pathlib import Path

from core.errors import StartupError

PREFIX = ".nmirf-"
LOCK = "lock"
KEPT = "kept.db"
"""The name in such a folder of a database that a restore replaces: it is never removed as a leftover."""


@contextmanager
def file_beside(file: Path) -> Iterator[Path]:
    """A new file in a hidden folder beside another, which only its owner may read: move it there once it is complete.

    Otherwise it is deleted at the end, even if the command is told to end; if it is killed, by the next command.
    """
    with _ending_in_order(), working_folder(file.parent) as folder:
        yield private(folder / "copy.db")


@contextmanager
def working_folder(place: Path) -> Iterator[Path]:
    """A new folder in another, deleted at the end; if this process is killed, when the next one is created there."""
    _remove_leftovers(place)
    with ExitStack() as held, tempfile.TemporaryDirectory(prefix=PREFIX, dir=place) as folder:
        held.enter_context(_locked(Path(folder)))
        yield Path(folder)


def private(file: Path) -> Path:
    """A new file that only its owner may read: it contains drafts, mail addresses, or the hashes of tokens."""
    file.touch(mode=0o600)
    return file


def require_room(folder: Path, needed: int, what: str) -> None:
    """Raises StartupError FILE if a disk has less room than needed. what: its purpose, such as `for a copy`."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StartupError("FILE", f"There is no room {what}: {needed:,} bytes are needed, and {free:,} are free.")


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Make a command that is told to end leave no copy behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _locked(folder: Path) -> closing[FileIO]:
    """A lock that ends with this process. Its file gets its name only once the lock is held."""
    unnamed = folder / f"{LOCK}.new"
    lock = FileIO(unnamed, "x")
    with suppress(OSError):  # a file system without locks, where nothing counts as a leftover
        flock(lock, LOCK_EX | LOCK_NB)
        unnamed.rename(folder / LOCK)
    return closing(lock)


def _remove_leftovers(place: Path) -> None:
    """Remove the folders of processes that were killed: this user's folders whose lock nobody holds."""
    for lock in place.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError), closing(FileIO(lock)) as found:
            flock(found, LOCK_EX | LOCK_NB)
            if os.fstat(found.fileno()).st_uid == os.getuid() and not (lock.parent / KEPT).exists():
                shutil.rmtree(lock.parent, ignore_errors=True)
