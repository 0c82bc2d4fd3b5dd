"""A copy that is worked with does not outlive a process that is killed for longer than until the next one is made."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.administration.backup import back_up
from core.files.copies import working_folder
from core.platform import Platform
from core.settings.settings import Settings
from tests.environment import ROOT
from tests.factories import SECRETARIAT

DRY_RUN = """
import sys
from pathlib import Path
from core.platform import Platform
from core.settings.settings import Settings
from tests.factories import SECRETARIAT

with Platform(Settings(data_folder=Path(sys.argv[1]))).rehearsal(SECRETARIAT):
    print("copied", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _dry_run(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of a dry run."""
    command = [sys.executable, "-c", DRY_RUN, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "copied\n"
            yield process
        finally:
            process.kill()


def _copies(folder: Path) -> set[Path]:
    return set(folder.glob(".nmirf-*"))


def test_what_a_killed_dry_run_leaves_is_gone_with_the_next_and_what_is_in_use_stays(tmp_path: Path) -> None:
    platform = Platform(Settings(data_folder=tmp_path))
    platform.migrate()
    with _dry_run(tmp_path) as killed:
        killed.kill()
        killed.wait()
    left = _copies(tmp_path)
    assert [len(list(one.glob("copy.db"))) for one in left] == [1]
    with _dry_run(tmp_path):
        in_use = _copies(tmp_path)
        assert len(in_use) == 1
        assert not in_use & left
        with platform.rehearsal(SECRETARIAT):
            assert in_use < _copies(tmp_path)
        assert _copies(tmp_path) == in_use
    back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    platform.database.dispose()
    assert _copies(tmp_path) == set()


def test_nothing_is_taken_for_a_leftover_that_may_be_needed(tmp_path: Path) -> None:
    unlocked, replaced, link = (tmp_path / f".nmirf-{name}" for name in ("unlocked", "replaced", "link"))
    for folder, files in ((unlocked, ["copy.db", "lock.new"]), (replaced, ["copy.db", "lock", "kept.db"])):
        folder.mkdir()
        for file in files:
            (folder / file).touch()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    link.symlink_to(elsewhere)
    with working_folder(tmp_path) as folder:
        assert (folder / "lock").exists()
    assert not folder.exists()
    assert _copies(tmp_path) == {unlocked, replaced, link}
    assert (elsewhere / "lock").exists()
