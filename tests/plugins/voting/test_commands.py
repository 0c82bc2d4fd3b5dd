"""`nmirf voting verify|export` as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.platform import Platform
from plugins.voting.enums import DecisionBody
from tests.commands import nmirf
from tests.environment import ROOT
from tests.plugins.voting.steps import START, make_adopted_decision, make_members


def _run(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return nmirf("voting", *arguments, NMIRF_DATABASE_URL=database_url)


def test_a_decision_is_exported_and_verified_by_anybody(platform: Platform, database_url: str, tmp_path: Path) -> None:
    make_members(platform)
    make_adopted_decision(platform, START, DecisionBody.NETWORK)
    verified = _run(database_url, "verify", "2026/1")
    assert "2026/1 was adopted by consensus" in verified.stdout
    file = tmp_path / "decision.json"
    file.write_text(_run(database_url, "export", "2026/1").stdout, encoding="utf-8")
    program = [sys.executable, "-m", "plugins.voting.verify", str(file)]
    alone = subprocess.run(program, cwd=ROOT, env={}, capture_output=True, text=True, timeout=120, check=False)
    assert (alone.returncode, alone.stdout, alone.stderr) == (0, verified.stdout, "")


@pytest.mark.parametrize("named", ["2026/2", "Decision:5", "9" * 40 + "/1", "x"])
def test_an_unknown_decision_is_reported_in_one_line(platform: Platform, database_url: str, named: str) -> None:
    refused = _run(database_url, "verify", named)
    assert refused.returncode == 1
    assert refused.stderr.startswith(("DECISION: ", "NOT_FOUND: "))
    assert len(refused.stderr.strip().splitlines()) == 1
