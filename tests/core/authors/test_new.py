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


def test_the_longest_names_that_fit_are_taken(tmp_path: Path) -> None:
    assert new_plugin("m" * 27, "T" + "t" * 21, tmp_path).is_dir()


@pytest.mark.parametrize("type_name", ["True", "False", "None", "Class", "Import"])
def test_a_word_of_python_cannot_name_a_type(tmp_path: Path, type_name: str) -> None:
    with pytest.raises(StartupError, match=f"{type_name!r} cannot name a type: Python has (?i:{type_name})"):
        new_plugin("trainings", type_name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "type_name", "said"),
    [
        (
            "meetings_on_human_rights_2030",
            "Seminar",
            "^'meetings_on_human_rights_2030' is too long .* at most 27 letters",
        ),
        (
            "meetings_on_human_rights",
            "SeminarOnTheRightsOfAll",
            "^'SeminarOnTheRightsOfAll' is too long .* has 66 letters, PostgreSQL takes 63",
        ),
        ("m" * 27, None, "^'Mm*' is too long beside 'm*': .* Choose a shorter type with --type"),
    ],
)
def test_names_too_long_for_a_database_are_refused(tmp_path: Path, name: str, type_name: str | None, said: str) -> None:
    with pytest.raises(StartupError, match=said):
        new_plugin(name, type_name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "below"):
        with pytest.raises(StartupError, match="trainings cannot be created: Not a directory"):
            new_plugin("trainings", None, folder)
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_plugin_is_formatted(tmp_path: Path) -> None:
    assert _checked(new_plugin("trainings", None, tmp_path), "ruff", "format", "--no-cache", "--check", ".") == ""
