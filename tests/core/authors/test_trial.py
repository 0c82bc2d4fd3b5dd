"""A candidate is tried in a Python of its own, which prints only the outcome."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.authors.candidate import trial

PRINTING = '''"""A plugin that prints."""

import os

from core import hookimpl

print("Hello.")
os.system("echo Hello too.")


@hookimpl
def register_types():
    print("Types.")
    return []
'''


@pytest.fixture
def printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin that an interpreter which is started finds installed."""
    about = tmp_path / "printing-1.0.dist-info"
    about.mkdir()
    (tmp_path / "printing.py").write_text(PRINTING)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: printing\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[nmirf.plugins]\nprinting = printing\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.usefixtures("printing")
def test_a_candidate_may_print(tmp_path: Path) -> None:
    outcome = trial(sys.executable, [], tmp_path)
    assert outcome.error is None
    assert "printing" in [plugin.name for plugin in outcome.plugins]
