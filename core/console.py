"""Where commands say things. Rich is loaded for a table or a progress bar, not by each command and server."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TypeVar

from core.errors import StartupError

T = TypeVar("T")

LONGEST_LINE = 10_000
"""Characters in a line of a table that a program reads: none is folded."""


def prepare_streams() -> None:
    """Have standard output and error take whatever is said: UTF-8, but for a terminal, which has its own encoding.

    A stream that is closed leads nowhere; what a terminal cannot show is written as an escape.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(number))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _nowhere(number: int) -> TextIOWrapper:
    """A stream in the place of one that is closed, also in the processes that are started by this one."""
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
    """Why something cannot go on, on one line: its code and what to do, or the place where it failed inside."""
    if isinstance(error, StartupError):
        return f"{error.code}: {error.message}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"INTERNAL: {type(error).__name__}: {error} (at {last.filename}:{last.lineno}). "
        "NMIRF_LOG_LEVEL=debug shows how it came about."
    )


def show(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, every cell whole: in lines as long as they are, but for a terminal, which folds them."""
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
    """Yields what was found; in a terminal a progress bar shows how far that has come."""
    if not sys.stdout.isatty():
        yield from found
        return
    from rich.progress import track

    yield from track(found, doing)
