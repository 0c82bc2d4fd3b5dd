"""Tables for spreadsheets: numbers stay numbers, and nothing is computed."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from core import as_csv
from core.files.spreadsheets import unguarded

QUERY = Path(__file__).parents[3] / "docs" / "start" / "query.md"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("-40", "-40"),
        ("+1000.50", "+1000.50"),
        ("-1+2", "'-1+2"),
        ("=1", "'=1"),
        ("-", "'-"),
        ("-٤", "'-٤"),
        ("\n=1", '"\'\n=1"'),
        ("'=1", "''=1"),
        ('＝HYPERLINK("https://a.example")', '"\'＝HYPERLINK(""https://a.example"")"'),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM(1)", "'＠SUM(1)"),
        ("'＝1", "''＝1"),
        ("'a", "'a"),
        ("a", "a"),
    ],
)
def test_a_cell_is_what_it_reads_and_is_undone_as_the_documentation_says(cell: str, written: str) -> None:
    assert as_csv(["name"], [[cell]]).decode("utf-8-sig") == f"name\r\n{written}\r\n"
    [[read]] = csv.reader(io.StringIO(f"{written}\r\n", newline=""))
    (pattern,) = re.findall(r'`re\.sub\(r"(.+?)", r"\\1", cell\)`', QUERY.read_text())
    assert re.sub(pattern, r"\1", read) == unguarded(read) == cell
