"""The formats of files: CSV for spreadsheets, JSON Lines for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from core.downloads.columns import Column
from core.files.spreadsheets import as_csv, rows_as_csv

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files. ending: of their names; begin: writes a file's start and first rows; go_on: further rows.

    is_registered: whether its media type is one of IANA's.
    """

    name: str
    ending: str
    media_type: str
    is_registered: bool
    begin: Callable[[Sequence[Column], Rows], bytes]
    go_on: Callable[[Sequence[Column], Rows], bytes]


def _csv_begun(columns: Sequence[Column], rows: Rows) -> bytes:
    return as_csv([column.name for column in columns], _cells(columns, rows))


def _csv_rows(columns: Sequence[Column], rows: Rows) -> bytes:
    return rows_as_csv(_cells(columns, rows))


def _cells(columns: Sequence[Column], rows: Rows) -> Iterable[list[str]]:
    for row in rows:
        yield [_cell(column.of(row)) for column in columns]


def _cell(value: Any) -> str:
    """A value in a cell: empty for null, a text unchanged, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _json_lines(_: Sequence[Column], rows: Rows) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


CSV = Format("CSV", "csv", "text/csv; charset=utf-8", True, _csv_begun, _csv_rows)
JSON_LINES = Format("JSON Lines", "jsonl", "application/jsonl; charset=utf-8", False, _json_lines, _json_lines)
FORMATS = {form.ending: form for form in (CSV, JSON_LINES)}
