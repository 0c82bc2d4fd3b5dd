"""Files with practices: JSON Lines, or CSV for spreadsheets."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from core import StartupError, as_csv, file_beside, read_csv, read_json_lines, rows_as_csv
from core.members import Capacity
from plugins.practices.content import TEXTS
from plugins.practices.enums import HumanRightsSystem, TreatyBody
from plugins.practices.exchanging.cells import number
from schema import LANGUAGES

REQUIRED = ("state", "original_language")
ENUM_COLUMNS = {"capacities": Capacity, "systems": HumanRightsSystem, "treaty_bodies": TreatyBody}
NUMBER_COLUMNS = ("goals", "objectives")
MOMENT_COLUMNS = ("submitted_at", "published_at", "updated_at")
PLAIN = ("id", "status", "started_on", *MOMENT_COLUMNS, "revision", "withdrawal_reason")
KNOWN = {*REQUIRED, *PLAIN, *ENUM_COLUMNS, *NUMBER_COLUMNS, *TEXTS, "tags", "links"}
TEXT_COLUMNS = {f"{name}_{code}": (name, code) for code in LANGUAGES for name in TEXTS}
COLUMNS = ("id", *REQUIRED, *PLAIN[1:], *ENUM_COLUMNS, *NUMBER_COLUMNS, "tags", "links", *TEXT_COLUMNS)


def rows_of(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a file, CSV or JSON Lines by its ending. Raises StartupError."""
    check_ending(path)
    if path.suffix == ".csv":
        optional = [name for name in COLUMNS if name not in REQUIRED]
        return ((line, _from_cells(cells)) for line, cells in read_csv(path, REQUIRED, optional))
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
    """Write rows to a file, CSV or JSON Lines by its ending; returns their number. Raises StartupError."""
    return _to_csv(path, rows) if path.suffix == ".csv" else _to_json_lines(path, rows)


def _to_json_lines(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    order = [*COLUMNS[: COLUMNS.index("links") + 1], *TEXTS]
    return _saved(path, (orjson.dumps({name: row[name] for name in order}) + b"\n" for row in rows))


def _to_csv(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    lines = (rows_as_csv([[_cell(row, name) for name in COLUMNS]]) for row in rows)
    return _saved(path, lines, as_csv(COLUMNS, []))


def _cell(row: Mapping[str, Any], name: str) -> str:
    if name in TEXT_COLUMNS:
        text, code = TEXT_COLUMNS[name]
        return str(row[text].get(code, ""))
    if name == "links":
        return "\n".join(f"{each['url']} {each.get('title') or ''}".strip() for each in row["links"])
    if isinstance(row[name], list):
        return "; ".join(str(value) for value in row[name])
    return "" if row[name] is None else str(row[name])


def _from_cells(cells: Mapping[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {name: {} for name in TEXTS}
    for name, cell in cells.items():
        if name in TEXT_COLUMNS and cell:
            text, code = TEXT_COLUMNS[name]
            row[text][code] = cell
        elif name in (*ENUM_COLUMNS, *NUMBER_COLUMNS, "tags"):
            parts = [part.strip() for part in cell.split(";") if part.strip()]
            row[name] = [number(part) for part in parts] if name in NUMBER_COLUMNS else parts
        elif name == "links":
            pairs = [line.strip().partition(" ") for line in cell.splitlines() if line.strip()]
            row[name] = [{"url": url} | ({"title": title.strip()} if title.strip() else {}) for url, _, title in pairs]
        elif name == "revision" and cell.strip():
            row[name] = number(cell.strip())
        elif name not in TEXT_COLUMNS:
            row[name] = cell if name == "withdrawal_reason" and cell else cell.strip() or None
    return row


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
