"""Loads lists from files: all rows or none; each faulty row is reported with its line and reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from core.console import complain, say, tracked
from core.errors import Refusal, StartupError
from core.files.spreadsheets import unguarded
from core.identity import Role, Viewer
from core.inputs.wording import in_capitals
from core.writing.write import Write
from schema.declaring.declarations import graphql_name

if TYPE_CHECKING:
    from core.for_plugins.services import Platform

Chosen = TypeVar("Chosen", bound=Enum)
Row = tuple[int, Mapping[str, Any]]
"""The line of a file where a row begins, and its values by column."""

LARGEST_CELL = 2_000_000
"""Characters of the longest cell."""
PREFACE = re.compile(r"(?:[ \t]*\r?\n)*(?:sep=[^\r\n]\r?\n)?(?:[ \t]*\r?\n)*", re.IGNORECASE)
"""What may precede a header: blank lines, and the line that gives spreadsheets the separator of cells."""
MOST_LISTED = 20
"""The most line numbers that one error lists."""


@dataclass
class ImportResult:
    """The number of rows, and the problems found."""

    rows: int = 0
    problems: list[str] = field(default_factory=list)

    def report(self, what: str, applied: bool) -> None:
        """Print the result; end the command with exit code 1 if there are problems."""
        for problem in self.problems:
            complain(problem)
        if self.problems:
            complain(f"Nothing was written. Rows: {self.rows}, problems: {len(self.problems)}.")
            raise SystemExit(1)
        done = f"{what.capitalize()} written: {self.rows}."
        say(done if applied else f"Rows: {self.rows}, all of them correct. Write them with --apply.")


class _Refused(Exception):
    """Leaves the transaction without a trace."""


def import_rows(
    platform: Platform, file: Path, rows: Iterable[Row], load: Callable[[Write, Mapping[str, Any]], object], apply: bool
) -> ImportResult:
    """Load every row, and keep them if all are correct and `apply` is given; a mere check delays no other write.

    `load(write, row)` writes one row, as an administrator without a participant; it raises a Refusal, which is reported
    with its column if its path begins with one, or a ValueError that says what is wrong. Any other error has the file
    and the line as its note.
    """
    found = list(rows)
    result, name = ImportResult(rows=len(found)), _printable_name(file)
    viewer = Viewer(Role.ADMINISTRATOR, name=f"import of {name}")
    try:
        with platform.write(viewer) if apply else platform.rehearsal(viewer) as current:
            for line, row in tracked(found, "Reading"):
                where = f"{name}, line {line}"
                try:
                    load(current, row)
                except (Refusal, ValueError) as problem:
                    result.problems += _problems(where, row, problem)
                except Exception as error:
                    error.add_note(where)
                    raise
            if result.problems:
                raise _Refused
    except _Refused:
        pass
    return result


def _printable_name(file: Path) -> str:
    """The name of a file as the journal can store it, on one line: systems allow almost any bytes."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in file.name)


def _problems(where: str, row: Mapping[str, Any], found: Refusal | ValueError) -> list[str]:
    """What is wrong with a row, each with the column in which it is, if that is known."""
    if isinstance(found, ValueError):
        return [f"{where}: {found}"]
    columns = {graphql_name(name): f"{name}: " for name in row}
    return [f"{where}: {columns.get(one.path[0], '') if one.path else ''}{one}" for one in (found, *found.others)]


def read_csv(file: Path, required: Iterable[str], optional: Iterable[str]) -> Iterator[Row]:
    """The rows of a CSV file in UTF-8, separated by commas or semicolons, with cells as they were before `as_csv`.

    Every row has all columns: those that the file does not have are empty.

    Raises StartupError FILE if it cannot be read, or, after the last row, if rows have more cells than the header has
    columns; CSV_HEADER if its header is not the expected one.
    """
    content, lines_before = _without_preface(_text(file, "CSV UTF-8"))
    header = content.split("\n", 1)[0]
    csv.field_size_limit(LARGEST_CELL)
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    line, blank = lines_before + 1, dict.fromkeys(optional, "")
    try:
        columns = _columns(file, next(reader, []), list(required), blank)
        line, too_long = lines_before + reader.line_num + 1, []
        for cells in reader:
            if any(cell.strip() for cell in cells[len(columns) :]):
                too_long.append(line)
            elif any(cell.strip() for cell in cells):
                padded = [*map(unguarded, cells), *[""] * (len(columns) - len(cells))]
                yield line, {**blank, **dict(zip(columns, padded, strict=False))}
            line = lines_before + reader.line_num + 1
    except csv.Error as error:
        raise StartupError(
            "FILE",
            f"{file.name}, line {line}: this is not CSV ({error}). A cell that begins with a quotation mark ends with "
            "one; within it, write two.",
        ) from None
    if too_long:
        raise StartupError(
            "FILE",
            f"{file.name}, line {_lines_text(too_long)}: more cells than the header has columns. Put quotation marks "
            f"around a text that contains {delimiter!r}.",
        )


def read_json_lines(file: Path) -> Iterator[Row]:
    """The objects of a file with one JSON object a line. Raises StartupError FILE if it contains anything else."""
    for line, written in enumerate(_text(file, "UTF-8").split("\n"), 1):
        if not written.strip():
            continue
        try:
            row = orjson.loads(written)
        except orjson.JSONDecodeError as error:
            raise StartupError("FILE", f"{file.name}, line {line}: this is not JSON ({error}).") from None
        if not isinstance(row, dict):
            raise StartupError("FILE", f"{file.name}, line {line}: a JSON object is expected.")
        yield line, row


def choice(kind: type[Chosen], written: str, name: str) -> Chosen:
    """The value of an enum that a cell names. Raises ValueError with the column's name if there is no such value."""
    try:
        return kind[in_capitals(written.strip())]
    except KeyError:
        raise ValueError(f"{name} {written!r} is none of {', '.join(one.name for one in kind)}.") from None


def _lines_text(lines: list[int]) -> str:
    more = len(lines) - MOST_LISTED
    return ", ".join(map(str, lines[:MOST_LISTED])) + (f" and {more} more" if more > 0 else "")


def _text(file: Path, kind: str) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise StartupError("FILE", f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise StartupError("FILE", f"{file} is not in UTF-8. Save it as {kind}.") from None


def _without_preface(content: str) -> tuple[str, int]:
    """The content from the header on; and how many lines precede it: blank ones, and the `sep=;` of spreadsheets."""
    preface = PREFACE.match(content)
    assert preface is not None
    return content[preface.end() :], len(preface[0].splitlines())


def _columns(file: Path, header: list[str], required: list[str], optional: Collection[str]) -> list[str]:
    """The names of the columns, without unnamed ones at the end, whose cells must be empty."""
    columns = [name.strip().lower() for name in header]
    while columns and not columns[-1]:
        columns.pop()
    missing = [name for name in required if name not in columns]
    unknown = [name for name in columns if name and name not in (*required, *optional)]
    unnamed = [str(number) for number, name in enumerate(columns, 1) if not name]
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if missing or unknown or unnamed or repeated:
        raise StartupError(
            "CSV_HEADER",
            f"{file.name}: the header must have {', '.join(required)}, and may have {', '.join(optional)}"
            + (f"; missing: {', '.join(missing)}" if missing else "")
            + (f"; unknown: {', '.join(unknown)}" if unknown else "")
            + (f"; without a name: column {', '.join(unnamed)}" if unnamed else "")
            + (f"; more than once: {', '.join(repeated)}" if repeated else "")
            + ".",
        )
    return columns
