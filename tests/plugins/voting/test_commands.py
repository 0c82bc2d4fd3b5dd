"""`nmirf voting verify|export` as its user meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.platform import Platform
from plugins.voting.enums import DecisionBody
from tests.operation.servers import ROOT
from tests.plugins.voting.steps import START, adopted, make_members


def _run(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={"NMIRF_DATABASE_URL": database_url, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


COMMAND = ("-c", "from core.cli import main; main()", "voting")


def test_a_decision_is_exported_and_verified_by_anybody(platform: Platform, database_url: str, tmp_path: Path) -> None:
    make_members(platform)
    adopted(platform, START, DecisionBody.NETWORK)
    verified = _run(database_url, *COMMAND, "verify", "2026/1")
    assert "2026/1 was adopted by consensus" in verified.stdout
    file = tmp_path / "decision.json"
    file.write_text(_run(database_url, *COMMAND, "export", "2026/1").stdout, encoding="utf-8")
    alone = _run("", "-m", "plugins.voting.verify", str(file))
    assert (alone.returncode, alone.stdout, alone.stderr) == (0, verified.stdout, "")


@pytest.mark.parametrize("named", ["2026/2", "Decision:5", "9" * 40 + "/1", "x"])
def test_what_is_no_decision_is_told_in_a_line(platform: Platform, database_url: str, named: str) -> None:
    refused = _run(database_url, *COMMAND, "verify", named)
    assert refused.returncode == 1
    assert refused.stderr.startswith(("DECISION: ", "NOT_FOUND: "))
    assert len(refused.stderr.strip().splitlines()) == 1
