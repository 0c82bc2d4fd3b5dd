"""Files with practices: JSON Lines, or CSV for spreadsheets."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from core import StartupError, as_csv, file_beside, read_csv, read_json_lines, rows_as_csv
from plugins.practices.exchanging.columns import COLUMNS, REQUIRED, cells_of, from_cells


def rows_of(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a file, CSV or JSON Lines by its ending. Raises StartupError."""
    check_ending(path)
    if path.suffix == ".csv":
        optional = [name for name in COLUMNS if name not in REQUIRED]
        return ((line, from_cells(cells)) for line, cells in read_csv(path, REQUIRED, optional))
    return read_json_lines(path)


def check_ending(path: Path) -> None:
    """Raises StartupError FILE unless the name of a file has an ending of a known format."""
    if path.suffix not in (".csv", ".jsonl"):
        raise StartupError("FILE", f"{path.name}: name it .csv for CSV, or .jsonl for JSON Lines.")


def require_new(path: Path) -> None:
    """Raises StartupError FILE if the file exists."""
    if path.is_file():
        raise StartupError("FILE", f"{path} already exists: name another file, or give --overwrite.")


def save(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    """Write rows to a file, CSV or JSON Lines by its ending; returns their number. Raises StartupError.

    rows: each with all FIELDS, in their order.
    """
    if path.suffix == ".csv":
        return _saved(path, (rows_as_csv([cells_of(row)]) for row in rows), as_csv(COLUMNS, []))
    return _saved(path, (orjson.dumps(row) + b"\n" for row in rows))


def _saved(path: Path, lines: Iterator[bytes], head: bytes = b"") -> int:
    """Write a file completely or not at all, readable by its owner only, because it has drafts."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise StartupError("FILE", f"{path} is not a regular file: name another one.")
    count = 0
    try:
        with file_beside(target) as beside:
            with beside.open("wb") as file_:
                file_.write(head)
                for line in lines:
                    file_.write(line)
                    count += 1
            beside.replace(target)
    except OSError as error:
        raise StartupError("FILE", f"{path} cannot be written: {error.strerror}.") from None
    return count
