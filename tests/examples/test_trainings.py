"""The second example, made by following the documentation: it passes its tests, and the recipes are taken from it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.conformance.postgresql import Server
from tests.docs.pages import examples
from tests.environment import ROOT

TRAININGS = ROOT / "examples" / "trainings"


@pytest.mark.long(45)
def test_it_passes_its_own_tests_and_the_suite(tmp_path: Path, postgresql_server: Server) -> None:
    folder = tmp_path / "trainings"
    shutil.copytree(TRAININGS, folder, ignore=shutil.ignore_patterns(".venv", "__pycache__", ".pytest_cache"))
    tested = subprocess.run(
        ["make", "test", f"PLATFORM={sys.executable}"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NMIRF_TEST_POSTGRES_URL": postgresql_server.address},
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout[-4000:] + tested.stderr[-1000:]
    passed = re.search(r"^(\d+) passed in", tested.stdout, re.M)
    assert passed is not None, tested.stdout[-4000:]
    assert int(passed[1]) >= 70


def test_the_recipes_are_taken_from_it() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in sorted((TRAININGS / "trainings").rglob("*.py")))
    shown = [example.body for example in examples("recipes.md") if example.language == "python"]
    assert len(shown) > 20
    for body in shown:
        assert body.rstrip() in written, body
