"""Commands that are interrupted or killed leave nothing behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.platform import Platform
from core.settings.settings import Settings
from plugins.practices.exchanging import writing
from tests.factories import SECRETARIAT, make_member
from tests.plugins.practices.steps import publish


def test_an_interrupted_dry_run_leaves_no_copy(tmp_path: Path) -> None:
    platform = Platform(Settings(data_folder=tmp_path))
    platform.migrate()
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(SystemExit), platform.rehearsal(SECRETARIAT):
        assert len(list(tmp_path.glob(".nmirf-*/copy.db"))) == 1
        os.kill(os.getpid(), signal.SIGTERM)
    platform.database.dispose()
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith(("-wal", "-shm"))) == [
        name for name in before if not name.endswith(("-wal", "-shm"))
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_an_interrupted_export_leaves_no_drafts(platform: Platform, tmp_path: Path, number: int, ending: str) -> None:
    make_member(platform, "PRY")
    publish(platform, "Plan")
    folder = tmp_path / "exports"
    folder.mkdir()
    seen: list[Path] = []

    def interrupted(rows: list[Any]) -> Iterator[Any]:
        yield from rows
        seen.extend(folder.glob(".nmirf-*/*.*"))
        os.kill(os.getpid(), number)

    with pytest.raises(SystemExit) as ended:
        writing.export(platform, folder / f"out.{ending}", interrupted)
    assert ended.value.code == 128 + number
    assert len(seen) == 1
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_next_export_removes_what_a_killed_one_left(platform: Platform, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    killed = folder / ".nmirf-killed"
    killed.mkdir(parents=True)
    for name in ("lock", "copy.db"):
        (killed / name).touch()
    assert writing.export(platform, folder / "out.csv", iter) == 0
    assert [file.name for file in folder.iterdir()] == ["out.csv"]
