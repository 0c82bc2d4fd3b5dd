"""The command beside the service, as the page of operation writes it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import examples


@pytest.mark.parametrize(("settings", "told"), [(None, "8000"), ("NMIRF_PORT='8123'\n", "8123")])
def test_a_command_beside_the_service_has_its_settings_and_needs_none(
    tmp_path: Path, settings: str | None, told: str
) -> None:
    (written,) = (each.body for each in examples("operation.md") if each.body.startswith("#!/bin/sh"))
    installed, file, command = tmp_path / "installed", tmp_path / "nmirf.env", tmp_path / "nmirf"
    installed.write_text('#!/bin/sh\necho "${NMIRF_PORT:-8000} $NMIRF_DATA_FOLDER $*"\n')
    command.write_text(written.replace("/etc/nmirf.env", str(file)).replace("/opt/nmirf/bin/nmirf", str(installed)))
    if settings is not None:
        file.write_text(settings)
    for each in (installed, command):
        each.chmod(0o700)
    done = subprocess.run([command, "token", "list"], capture_output=True, text=True, check=False, env={})
    assert (done.stdout, done.stderr) == (f"{told} /var/lib/nmirf token list\n", "")
