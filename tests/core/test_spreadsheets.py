"""Tables for spreadsheets: numbers stay numbers, and nothing is computed."""

from __future__ import annotations

import pytest

from core import as_csv


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
        ("'a", "'a"),
        ("a", "a"),
    ],
)
def test_a_cell_is_what_it_reads(cell: str, written: str) -> None:
    assert as_csv(["name"], [[cell]]).decode("utf-8-sig") == f"name\r\n{written}\r\n"
