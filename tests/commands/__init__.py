"""What the command `nmirf` prints, and how it ends."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.commands.forked import Forked
from tests.environment import ROOT

SECONDS = 120

Run = Callable[..., subprocess.CompletedProcess[str]]


def nmirf(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `nmirf` with these arguments in a folder; it sees this environment and nothing else of ours."""
    with tempfile.NamedTemporaryFile() as output, tempfile.NamedTemporaryFile() as errors:
        files = {"output": Path(output.name), "errors": Path(errors.name)}
        process = Forked(*arguments, folder=folder, environment=environment, **files)
        try:
            ended = process.wait(SECONDS)
        finally:
            process.kill()
        return subprocess.CompletedProcess(["nmirf", *arguments], ended, output.read().decode(), errors.read().decode())
