"""What cannot be done to plugins is refused in one line, with a code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import nmirf


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("new", "Trainings"), "NAME"),
        (("new", "practices"), "NAME"),
        (("new", "journal"), "NAME"),
        (("new", "practice"), "TYPE"),
        (("new", "trainings", "--type", "training"), "TYPE"),
        (("new", "trainings", "--type", "Participant"), "TYPE"),
        (("remove", "practices"), "PLUGIN_OURS"),
        (("remove", "trainings"), "PLUGIN_NONE"),
        (("install", "/no/such/folder"), "FOLDER"),
        (("install", "trainigns"), "FOLDER"),
        (("check", "trainigns"), "FOLDER"),
        (("check", "--published", "./trainings"), "NAME"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_a_code(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    refused = nmirf("plugins", *arguments, folder=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{code}: ")
    assert len(refused.stderr.strip().splitlines()) == 1
