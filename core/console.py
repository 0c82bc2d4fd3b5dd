"""The output of commands. Rich is only loaded for a table or a progress bar, not by each command and server."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TypeVar

from core.errors import StartupError

T = TypeVar("T")

LONGEST_LINE = 10_000
"""Characters in a line of a table for programs, so that none is folded."""
NO_PLUGIN = frozenset((
    "core", "schema", "alembic", "apsw", "asyncpg", "click", "pluggy", "psycopg", "sqlalchemy", "typer", "uvicorn",
    *sys.stdlib_module_names,
))  # fmt: skip
"""The packages through which an error of a plugin passes on its way."""


def prepare_streams() -> None:
    """Prepare standard output and error for any text: UTF-8, except for a terminal, which has its own encoding.

    A closed stream is replaced by one that discards; what a terminal cannot show is written as an escape.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(number))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _nowhere(number: int) -> TextIOWrapper:
    """A stream in the place of a closed one, for the processes that this one starts as well."""
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    os.set_inheritable(number, True)
    return open(number, "r" if number == 0 else "w", encoding="utf-8")


@contextmanager
def printing() -> Iterator[None]:
    """Writes what is printed within. Raises StartupError OUTPUT if that fails, SystemExit if nobody reads it."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = _nowhere(1)  # or the end of the process would fail likewise
        if isinstance(error, BrokenPipeError):
            sys.exit(1)
        raise StartupError("OUTPUT", f"Standard output cannot be written ({error.strerror}).") from None


def say(line: str, end: str = "\n") -> None:
    """Print a line. Raises StartupError OUTPUT if it cannot be written."""
    with printing():
        print(line, end=end)


def flush_output() -> None:
    """Write what others have printed. Raises StartupError OUTPUT, SystemExit."""
    with printing():
        pass


def require_output() -> None:
    """Raises StartupError OUTPUT if standard output is closed or leads nowhere."""
    if os.path.samestat(os.fstat(sys.stdout.fileno()), Path(os.devnull).stat()):
        raise StartupError("OUTPUT", "Standard output leads nowhere: nobody would see what is printed only once.")


def complain(line: str) -> None:
    """Print a line to standard error."""
    print(line, file=sys.stderr)


def failure(error: BaseException) -> str:
    """An error on one line: its code and what to do, or the place where the platform failed."""
    if isinstance(error, StartupError):
        return f"{error.code}: {error.message}"
    notes = [f"{note}: " for note in getattr(error, "__notes__", ())]
    message = " ".join("".join([*notes, f"{type(error).__name__}: {error}"]).split())
    return f"INTERNAL: {message} (at {_place_of(error)}). NMIRF_LOG_LEVEL=debug shows the whole traceback."


def _place_of(error: BaseException) -> str:
    """The last line that an error has passed in a plugin; if in none, the last of all."""
    passed = list(traceback.walk_tb(error.__traceback__))
    outside = [one for one in passed if _package_of(one[0]) not in NO_PLUGIN]
    frame, line = (outside or passed)[-1]
    return f"{frame.f_code.co_filename}:{line}"


def _package_of(frame: FrameType) -> str:
    name: str = frame.f_globals.get("__name__", "")
    return name.partition(".")[0]


def show(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table with complete cells: on lines of any length, or folded in a terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else LONGEST_LINE
    with printing():
        Console(highlight=False, markup=False, emoji=False, soft_wrap=True, width=width).print(table)


def tracked(found: Collection[T], doing: str) -> Iterator[T]:
    """Yields what was found, with a progress bar in a terminal."""
    if not sys.stdout.isatty():
        yield from found
        return
    from rich.progress import track

    yield from track(found, doing)
