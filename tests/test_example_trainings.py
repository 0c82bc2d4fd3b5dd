"""The example that the recipes quote: its own tests, as its author runs them, beside the platform's wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.environment import ROOT, environment_with


def test_the_register_of_trainings_passes_its_tests(tmp_path: Path, postgresql_server: Callable[[], str]) -> None:
    source = ROOT / "examples" / "trainings"
    bin_ = environment_with(tmp_path / "environment", ROOT, source)
    shutil.copytree(source / "tests", tmp_path / "tests")
    shutil.copy(source / "pyproject.toml", tmp_path)
    tested = subprocess.run(
        [str(bin_ / "python"), "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=tmp_path, capture_output=True, text=True, timeout=400, check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NMIRF_TEST_POSTGRES_URL": postgresql_server()},
    )  # fmt: skip
    assert tested.returncode == 0, tested.stdout[-3000:] + tested.stderr[-2000:]
    assert "passed" in tested.stdout
    assert "failed" not in tested.stdout
