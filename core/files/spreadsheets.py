"""Tables as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
"""The beginning of cells that a spreadsheet would compute (OWASP, CSV injection), or that stand for such cells; also
with full-width signs, which some spreadsheets read like the others.

Nothing is guarded within a text: lists in Markdown begin lines like this. The documentation warns of spreadsheets that
separate by semicolons instead of the commas that are written."""
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8, with the byte order mark by which spreadsheets recognise it.

    A cell that a spreadsheet would take for a formula is written as text, unless it is a number.
    """
    written = io.StringIO(newline="")
    csv.writer(written).writerow(header)
    return written.getvalue().encode("utf-8-sig") + rows_as_csv(rows)


def rows_as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Further rows for a table that `as_csv` began, in UTF-8, with cells written in the same way."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(map(_guarded, row) for row in rows)
    return written.getvalue().encode()


def _guarded(cell: str) -> str:
    """A cell that no spreadsheet computes: with an apostrophe before what it would take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """The value that `as_csv` wrote as this cell."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
