"""Any row of a file of practices is either written or refused with its line; none makes the command fail."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from plugins.practices.exchanging.columns import COLUMNS, FIELDS
from tests.plugins.practices.test_exchange import ROW, Run, run, written

__all__ = ["run"]

FULL: dict[str, Any] = {
    **ROW,
    "status": "WITHDRAWN",
    "objectives": [1],
    "systems": ["REGIONAL"],
    "challenges": {"es": "Ninguno"},
    "submitted_at": "2024-01-01T00:00:00Z",
    "updated_at": "2025-06-01T00:00:00Z",
    "revision": 3,
    "withdrawal_reason": "Fictitious",
}
KINDS = {
    **dict.fromkeys(("title", "summary", "body", "challenges", "results"), dict),
    **dict.fromkeys(("capacities", "systems", "treaty_bodies", "goals", "objectives", "tags", "links"), list),
    "revision": int,
}
"""Valid values of the fields that are not texts."""

NUL = "a\0b"
LONG = "x" * 300_000
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 1.5, 10**18, 1e300, "", " ", "x", [], [None], [True], [1], ["x"], [["x"]], [{}], {},
    {"a": 1}, {"es": 1}, {"es": None}, {"es": ""}, {"es": NUL}, {"es": LONG}, {"de": "x"}, NUL, LONG, [NUL], [LONG],
    "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "0001-01-01", 20240101, "Practice:0", "Practice:-1",
    f"Practice:{'9' * 18}", f"Practice:{'9' * 19}", [{"url": 1}], [{"url": None}], [{"url": "http://b.example:99999"}],
    [{"url": "http://[b"}], [{"url": "http://b.example", "title": 1}], [{"url": "http://b.example", "title": ["a"]}],
    [{"url": "http://b.example", "title": NUL}], [{"url": "http://b.example", "title": LONG}],
    [{"url": f"http://b.example/{NUL}"}], [{"url": "http://b.example"}] * 21, [str(number) for number in range(21)],
]  # fmt: skip
CELLS = ["", " ", "x", "0", "-1", "1.5", "9" * 5_000, "٣", "²", ";;", "\n\n", "http://b.example\nx", NUL, LONG, "=1+1"]


def _messages(stderr: str) -> dict[int, str]:
    """The message for each line."""
    found = re.findall(r"^in\.\w+, line (\d+): (.*)$", stderr, re.MULTILINE)
    return {int(line): message for line, message in found}


def _is(name: str, value: Any) -> bool:
    return value is None or (isinstance(value, KINDS.get(name, str)) and not isinstance(value, bool))


def test_every_field_of_json_lines_is_read_or_named_in_a_refusal(run: Run, tmp_path: Path) -> None:
    rows = [
        (name, value, {**FULL, "title": {**ROW["title"], "es": f"Ficticia {name} {place}"}, name: value})
        for name in sorted(FIELDS)
        for place, value in enumerate(VALUES)
    ]
    refused = run("import", written(tmp_path / "in.jsonl", *(row for _, _, row in rows)), "--apply")
    assert refused.returncode == 1
    messages = _messages(refused.stderr)
    for line, (name, value, _) in enumerate(rows, 1):
        if not _is(name, value):
            assert messages.get(line, "").startswith(name), (name, value, messages.get(line))
    problems = len(refused.stderr.splitlines()) - 1
    assert refused.stderr.endswith(f"Nothing was written. Rows: {len(rows)}, problems: {problems}.\n")
    run("export", str(tmp_path / "out.jsonl"))
    assert (tmp_path / "out.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"status": ["DRAFT"]}, "status is a text."),
        ({"status": ""}, "status '' is not one of DRAFT"),
        ({"goals": [True]}, "goals is a list of numbers."),
        ({"goals": 0}, "goals is a list of numbers."),
        ({"revision": True}, "revision is a number from 1 to 999,999."),
        ({"revision": 0}, "revision is a number from 1 to 999,999."),
        ({"started_on": 20240101}, "started_on is a text."),
        ({"started_on": "20240101"}, "started_on '20240101' cannot be read: write it as in 2024-05-09."),
        ({"id": 5}, "id is a text."),
        ({"links": [{"url": "http://b.example", "title": ["a"]}]}, 'links: each is {"url"'),
        ({"withdrawal_reason": NUL}, "The withdrawal_reason contains the control character U+0000; remove it."),
        ({"withdrawal_reason": LONG}, "The withdrawal_reason has 300,000 characters; 5,000 at most."),
        (
            {"withdrawal_reason": None},
            "withdrawal_reason is empty, but status is WITHDRAWN: write why it was withdrawn.",
        ),
        (
            {"status": "PUBLISHED"},
            "withdrawal_reason is given, but status is PUBLISHED: leave withdrawal_reason empty, or write WITHDRAWN.",
        ),
        (
            {"status": None, "published_at": None, "withdrawal_reason": None},
            "submitted_at is given, but status is DRAFT: leave submitted_at empty, or write "
            "SUBMITTED or CHANGES_REQUESTED or PUBLISHED or WITHDRAWN.",
        ),
        *(
            (
                {"status": status, "submitted_at": None},
                f"published_at is given, but status is {status}: leave published_at empty, or write "
                "PUBLISHED or WITHDRAWN.",
            )
            for status in ("DRAFT", "SUBMITTED", "CHANGES_REQUESTED")
        ),
        *(
            ({name: moment}, "A practice cannot have been submitted, published or changed before 1900.")
            for name in ("submitted_at", "published_at", "updated_at")
            for moment in ("0001-01-01T00:00:00Z", "1900-01-01T00:00:00+01:00")
        ),
        ({"updated_at": "0001-01-01T00:00:00+05:00"}, "updated_at '0001-01-01T00:00:00+05:00' cannot be read"),
    ],
)
def test_the_refusal_says_what_is_wrong(run: Run, tmp_path: Path, changed: dict[str, Any], problem: str) -> None:
    refused = run("import", written(tmp_path / "in.jsonl", {**FULL, **changed}))
    assert refused.returncode == 1
    assert _messages(refused.stderr)[1].startswith(problem)


def test_every_column_of_csv_is_read_or_named_in_a_refusal(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    full = {"state": "PRY", "original_language": "es", "summary_es": "Resumen", "body_es": "Texto"}
    with file.open("w", encoding="utf-8", newline="") as opened:
        sheet = csv.DictWriter(opened, COLUMNS)
        sheet.writeheader()
        for name in COLUMNS:
            for place, cell in enumerate(CELLS):
                sheet.writerow({**full, "title_es": f"Ficticia {name} {place}", name: cell})
    refused = run("import", str(file), "--apply")
    assert refused.returncode == 1
    count = len(refused.stderr.splitlines()) - 1
    assert len(_messages(refused.stderr)) < count
    assert refused.stderr.endswith(f"Nothing was written. Rows: {len(COLUMNS) * len(CELLS)}, problems: {count}.\n")
    assert "goals is a list of numbers." in refused.stderr
    assert "revision is a number from 1 to 999,999." in refused.stderr


@pytest.mark.parametrize(
    "content",
    [
        b"state,original_language,state\nPRY,es,PRY\n",
        b"\n\nstate\n",
        "state,original_language,title_es\nPRY,es,Práctica\n".encode("latin-1"),
        "state,original_language\nPRY,es\n".encode("utf-16"),
        b'state,original_language\nPRY,"' + b"x" * 2_000_001 + b'"\n',
        b"state,original_language\nPRY,es,and,more\n",
        b"state,original_language\nPRY\n",
        b"state,original_language\nPRY,e\rs\n",
        b"",
    ],
)
def test_a_spreadsheet_of_another_format_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    refused = run("import", str(tmp_path / "in.csv"))
    assert refused.returncode == 1
    assert refused.stderr.startswith(("FILE: ", "CSV_HEADER: ", "in.csv, line 2: "))
