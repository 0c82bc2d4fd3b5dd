"""What a new plugin is made of stands as its author's linter and type checker want it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.authors.new import new_plugin
from core.errors import StartupError


def _checked(folder: Path, *arguments: str) -> str:
    """What is said by a tool of the plugin's own settings, or nothing."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "type_name"),
    [("trainings", None), ("achievements", None), ("zones", None), ("human_rights_meetings", "HumanRightsMeeting")],
)
def test_a_new_plugin_is_in_order(tmp_path: Path, name: str, type_name: str | None) -> None:
    folder = new_plugin(name, type_name, tmp_path)
    assert _checked(folder, "ruff", "check", "--no-cache", ".") == ""


@pytest.mark.parametrize("type_name", ["True", "False", "None", "Class", "Import"])
def test_a_word_of_pythons_own_is_no_name_of_a_type(tmp_path: Path, type_name: str) -> None:
    with pytest.raises(StartupError, match=f"{type_name!r} is no name for a type: Python has (?i:{type_name})"):
        new_plugin("trainings", type_name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "below"):
        with pytest.raises(StartupError, match="trainings cannot be made: Not a directory"):
            new_plugin("trainings", None, folder)
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_plugin_is_formatted(tmp_path: Path) -> None:
    assert _checked(new_plugin("trainings", None, tmp_path), "ruff", "format", "--no-cache", "--check", ".") == ""
