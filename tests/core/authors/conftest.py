"""Plugins that an interpreter which is started finds installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Installed = Callable[[str], None]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Makes a plugin `tried` of some code, which an interpreter that is started finds installed."""

    def made(code: str) -> None:
        about = tmp_path / "tried-1.0.dist-info"
        about.mkdir()
        (tmp_path / "tried.py").write_text(code)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tried\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text("[nmirf.plugins]\ntried = tried\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return made
