"""Copies of a file, each in a hidden folder beside it: gone at the end, also of a command that is told to end."""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import StartupError
from core.working_folders import working_folder


@contextmanager
def copy_beside(file: Path) -> Iterator[Path]:
    """A new file on the same file system, in a folder with room for others; deleted unless it is moved away."""
    with _ending_in_order(), working_folder(file.parent) as folder:
        yield private(folder / "copy.db")


def private(file: Path) -> Path:
    """A new file that only its owner may read: it holds mail addresses and the hashes of tokens."""
    file.touch(mode=0o600)
    return file


def require_room(folder: Path, needed: int, what: str) -> None:
    """Raises StartupError FILE where a disk has less room than is needed. what: it is for."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StartupError("FILE", f"There is no room {what}: {needed:,} bytes are needed, and {free:,} are free.")


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Have a command that is told to end leave no copy behind."""
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
