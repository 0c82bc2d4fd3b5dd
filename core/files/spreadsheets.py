"""Tables as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
"""How cells begin that a spreadsheet would compute (OWASP, CSV injection), or that stand for such a one.

Within a text nothing is guarded: lists in Markdown begin lines so. One that separates by semicolons, not by the commas
that are written, is told of in the documentation."""
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8, with the mark by which spreadsheets know it.

    A cell that a spreadsheet would take for a formula is written as text, unless it is a number.
    """
    written = io.StringIO(newline="")
    csv.writer(written).writerow(header)
    return written.getvalue().encode("utf-8-sig") + rows_as_csv(rows)


def rows_as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Further rows for a table that `as_csv` began, in UTF-8: cells are written as there."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(map(_as_it_reads, row) for row in rows)
    return written.getvalue().encode()


def _as_it_reads(cell: str) -> str:
    """A cell that no spreadsheet computes: an apostrophe stands before what one would take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def as_it_was(cell: str) -> str:
    """What `as_csv` wrote as this cell."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
