"""Lists from files: what is left out of a file, and what fails in a row of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from core import Write, import_rows, read_csv
from core.console import failure
from core.platform import Platform
from core.tables import terms


def test_an_optional_column_that_a_file_does_not_have_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("name,acronym\nA,a\nB\n")
    assert list(read_csv(file, ["name"], ["acronym", "website"])) == [
        (2, {"name": "A", "acronym": "a", "website": ""}),
        (3, {"name": "B", "acronym": "", "website": ""}),
    ]


@pytest.mark.parametrize("apply", [True, False])
def test_what_fails_in_a_row_is_reported_with_its_line_and_the_place_in_what_loads_it(
    platform: Platform, apply: bool
) -> None:
    def load(write: Write, row: Mapping[str, Any]) -> None:
        write.session.execute(insert(terms).values(taxonomy="Fictitious", value=row["value"], position=1))

    with pytest.raises(DBAPIError) as failed:
        import_rows(platform, Path("rows.csv"), [(2, {"value": "A"})], load, apply)
    reported = failure(failed.value)
    assert reported.startswith("INTERNAL: rows.csv, line 2: ")
    assert f"(at {__file__}:" in reported
    assert len(reported.splitlines()) == 1
