"""Trainings from a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from trainings import imports

from core import import_rows, read_csv
from core.conformance import Network

HEADER = "host;language;title;starts_on;ends_on;places\n"


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ("KEN;en;One;2999-01-01;2999-01-02;5\nken;fr;Deux;2999-01-01;2999-01-02;5\n", []),
        (
            "KEN;en;One;2999-01-02;2999-01-01;0\nXXX;en;Two;2999-01-01;2999-01-02;5\n"
            "KEN;en;Three;tomorrow;2999-01-02;5\n",
            [
                "trainings.csv, line 2: ends_on: It cannot end before it begins.",
                "trainings.csv, line 2: enrol_until: Enrolment ends no later than the training.",
                "trainings.csv, line 2: places: Say how many can take part: from 1 to 10,000.",
                "trainings.csv, line 3: host 'XXX' is not a participant: give its ISO alpha-3 code.",
                "trainings.csv, line 4: starts_on 'tomorrow' is not a day, as in 2999-01-31.",
            ],
        ),
    ],
)
def test_trainings_are_drafted_all_or_none(network: Network, tmp_path: Path, rows: str, problems: list[str]) -> None:
    network.member("KEN")
    file = tmp_path / "trainings.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    given = read_csv(file, imports.REQUIRED, imports.OPTIONAL)
    assert import_rows(network.platform, file, given, imports.load, apply=True).problems == problems
    drafts = network.ask("{ trainings { totalCount } }", viewer=network.secretariat)["data"]["trainings"]["totalCount"]
    assert drafts == (0 if problems else 2)
