"""The columns of files with practices, in their order, each with the form of its values in a cell of CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.practices.content import TEXTS
from schema import LANGUAGES


@dataclass(frozen=True, slots=True)
class Form:
    """How a value is written in a cell, and read from it."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _as_list(values: Sequence[object]) -> str:
    return "; ".join(str(value) for value in values)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _number(written: str) -> int | str:
    """The whole number in a text; any other text stays as it is, and is refused later, with its line."""
    return int(written) if written.isdecimal() and len(written) < 10 else written


def _as_lines(links: Sequence[Mapping[str, str | None]]) -> str:
    return "\n".join(f"{each['url']} {each.get('title') or ''}".strip() for each in links)


def _links(cell: str) -> list[dict[str, str]]:
    pairs = [line.strip().partition(" ") for line in cell.splitlines() if line.strip()]
    return [{"url": url} | ({"title": title.strip()} if title.strip() else {}) for url, _, title in pairs]


TEXT = Form(_as_text, lambda cell: cell.strip() or None)
UNTRIMMED = Form(_as_text, lambda cell: cell or None)
NUMBER = Form(_as_text, lambda cell: _number(cell.strip()) if cell.strip() else None)
LIST = Form(_as_list, _parts)
NUMBERS = Form(_as_list, lambda cell: [_number(part) for part in _parts(cell)])
LINKS = Form(_as_lines, _links)

REQUIRED = ("state", "original_language")
MOMENTS = ("submitted_at", "published_at", "updated_at")
"""In the order in which they follow each other."""
FORMS: Mapping[str, Form] = {
    "id": TEXT,
    "state": TEXT,
    "original_language": TEXT,
    "status": TEXT,
    "started_on": TEXT,
    **dict.fromkeys(MOMENTS, TEXT),
    "revision": NUMBER,
    "withdrawal_reason": UNTRIMMED,
    "capacities": LIST,
    "systems": LIST,
    "treaty_bodies": LIST,
    "goals": NUMBERS,
    "objectives": NUMBERS,
    "tags": LIST,
    "links": LINKS,
}
"""The fields other than the texts by language, in their order."""
FIELDS = (*FORMS, *TEXTS)
"""What a row has in JSON Lines."""
TEXT_COLUMNS = {f"{name}_{code}": (name, code) for code in LANGUAGES for name in TEXTS}
COLUMNS = (*FORMS, *TEXT_COLUMNS)
"""What a row has in CSV: a column for each text in each language."""


def cells_of(row: Mapping[str, Any]) -> list[str]:
    """The cells of a row, in the order of COLUMNS."""
    fields = [form.write(row[name]) for name, form in FORMS.items()]
    return [*fields, *(row[name].get(code, "") for name, code in TEXT_COLUMNS.values())]


def from_cells(cells: Mapping[str, str]) -> dict[str, Any]:
    """The row of these cells, by column; columns may be missing."""
    row: dict[str, Any] = {name: {} for name in TEXTS}
    for column, cell in cells.items():
        if column in FORMS:
            row[column] = FORMS[column].read(cell)
        elif cell:
            name, code = TEXT_COLUMNS[column]
            row[name][code] = cell
    return row
