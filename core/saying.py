"""Where commands say things. Rich is loaded for a table or a progress bar, not by each command and server."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def say(line: str) -> None:
    """Print a line."""
    print(line)


def complain(line: str) -> None:
    """Print a line to standard error."""
    print(line, file=sys.stderr)


def show(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*header, box=None)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False, emoji=False, soft_wrap=True).print(table)


def tracked(found: Collection[T], doing: str) -> Iterator[T]:
    """The same, with a progress bar where somebody looks on."""
    if not sys.stdout.isatty():
        yield from found
        return
    from rich.progress import track

    yield from track(found, doing)
