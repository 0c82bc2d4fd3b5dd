"""Mistakes in the rows of a file of practices, and how rows are recognised as known practices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ask
from tests.factories import SECRETARIAT
from tests.plugins.practices.test_exchange import ROW, Run, run, written

__all__ = ["run"]


def test_all_mistakes_in_a_row_are_reported_at_once_with_their_columns(run: Run, tmp_path: Path) -> None:
    wrong = {
        "title": {"es": "Una", "fr": "Une"}, "summary": {"es": " ", "fr": "Bref"}, "body": {"es": "Texto"},
        "goals": [18], "tags": ["a;b"], "started_on": "2999-01-01", "revision": 0,
        "links": [{"url": "javascript:alert(1)"}, {"url": "http://b.example", "title": "a\nb"}],
    }  # fmt: skip
    refused = run("import", written(tmp_path / "in.jsonl", {**ROW, **wrong}))
    assert [line.split(": ")[1] for line in refused.stderr.splitlines()[:-1]] == [
        "summary_es", "body_fr", "goals", "tags", "started_on", "links", "links", "revision is a number from 1 to 999,999.",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_language_with_blank_texts_only_is_left_out(run: Run, ask: Ask, tmp_path: Path, ending: str) -> None:
    if ending == "csv":
        columns = "state,original_language,title_es,summary_es,body_es,title_fr,results_fr"
        (tmp_path / "in.csv").write_text(f'{columns}\nPRY,es,Una,Una,Una," ","\n"\n', encoding="utf-8")
        file = str(tmp_path / "in.csv")
    else:
        file = written(tmp_path / "in.jsonl", {**ROW, "title": {**ROW["title"], "fr": " "}, "results": {"fr": "\n"}})
    assert run("import", file, "--apply").stderr == ""
    (node,) = ask("{ practices { nodes { languages } } }", viewer=SECRETARIAT)["data"]["practices"]["nodes"]
    assert node["languages"] == (["ES"] if ending == "csv" else ["AR", "ES"])


EARLY, LATE = "2024-01-01T00:00:00Z", "2025-06-01T00:00:00Z"
WAY_OUT = "leave it out. If it is another practice, give it an `id` of its own, such as Practice:1."
ORDER = "a practice is submitted, then published, and changed last."


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"submitted_at": LATE},
            f"published_at is 2025-01-02T03:04:05Z, before submitted_at, which is {LATE}: {ORDER}\n",
        ),
        (
            {"updated_at": EARLY},
            f"updated_at is {EARLY}, before published_at, which is 2025-01-02T03:04:05Z: {ORDER}\n",
        ),
        (
            {"published_at": None, "updated_at": EARLY},
            f"updated_at is {EARLY}, before published_at, which is empty and so the moment of the import: {ORDER}\n",
        ),
        (
            {"status": "SUBMITTED", "published_at": None, "updated_at": EARLY},
            f"updated_at is {EARLY}, before submitted_at, which is empty and so the moment of the import: {ORDER}\n",
        ),
        (
            {"status": "SUBMITTED", "published_at": None, "submitted_at": LATE, "updated_at": EARLY},
            f"updated_at is {EARLY}, before submitted_at, which is {LATE}: {ORDER}\n",
        ),
    ],
)
def test_moments_out_of_order_are_refused(run: Run, tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    """(P1)"""
    refused = run("import", written(tmp_path / "in.jsonl", {**ROW, **changed}))
    assert refused.stderr.startswith(f"in.jsonl, line 1: {message}")
    good = {**ROW, "submitted_at": ROW["published_at"], "updated_at": ROW["published_at"]}
    assert run("import", written(tmp_path / "in.jsonl", good)).returncode == 0


def test_practices_are_distinguished_by_every_sign_of_their_titles(run: Run, tmp_path: Path) -> None:
    rows = [{**ROW, "title": {**ROW["title"], "es": title}} for title in ("Plan A+", "Plan A-", "Plan A")]
    assert run("import", written(tmp_path / "in.jsonl", *rows), "--apply").stdout == "Practices written: 3.\n"
    ids = _ids(run, tmp_path)
    refused = run("import", written(tmp_path / "in.jsonl", {**rows[1], "title": {**ROW["title"], "es": "PLAN  a-"}}))
    assert refused.stderr.splitlines()[0] == (
        f"in.jsonl, line 1: {ids['Plan A-', 'PUBLISHED']} of this state has this title already, or is in the file "
        f"twice: {WAY_OUT}"
    )
    assert run("import", written(tmp_path / "in.jsonl", {**rows[1], "id": "Practice:1"})).returncode == 0


def test_importing_again_does_not_bring_back_a_withdrawn_practice(run: Run, tmp_path: Path) -> None:
    withdrawn = {"status": "WITHDRAWN", "withdrawal_reason": "Fictitious"}
    assert run("import", written(tmp_path / "in.jsonl", {**ROW, **withdrawn}), "--apply").returncode == 0
    title = ROW["title"]["es"]
    gone = _ids(run, tmp_path)[title, "WITHDRAWN"]
    for row in (ROW, {**ROW, **withdrawn}):
        refused = run("import", written(tmp_path / "in.jsonl", row))
        assert refused.stderr.splitlines()[0] == (
            f"in.jsonl, line 1: {gone} of this state has this title and is withdrawn: {WAY_OUT}"
        )
    again = written(tmp_path / "in.jsonl", {**ROW, "id": "Practice:1"})
    assert run("import", again, "--apply").stdout == "Practices written: 1.\n"
    assert (
        "Practice:1 of this state has this title already" in run("import", written(tmp_path / "in.jsonl", ROW)).stderr
    )


def _ids(run: Run, folder: Path) -> dict[tuple[str, str], str]:
    """The ids of all practices, by their titles and statuses."""
    run("export", str(folder / "out.jsonl"), "--overwrite")
    exported = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    return {(one["title"]["es"], one["status"]): one["id"] for one in exported}
