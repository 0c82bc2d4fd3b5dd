"""Distributions in and out of an environment, by its pip."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path

from core.errors import StartupError

SECONDS = 600


def to_install(what: str, alone: bool = False) -> list[str]:
    """What pip is told for a distribution, by name or from a path; a path is built with what is here, if it is.

    alone: whether all that it depends on is there. Conflicts are not looked for: nobody would be told of them.
    """
    options = ["--no-deps"] if alone else ["--no-warn-conflicts"]
    if not Path(what).exists():
        return ["install", "--quiet", *options, what]
    options += ["--no-build-isolation"] if find_spec("hatchling") else []
    return ["install", "--quiet", *options, str(Path(what).resolve())]


def run_pip(python: str, *arguments: str) -> None:
    """Run the pip of an environment, which its Python names. Raises StartupError PIP with what it said."""
    command = [python, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "ERROR" in line] or done.stderr.splitlines()[-1:]
        raise StartupError("PIP", f"pip {' '.join(arguments)} failed: {' '.join(lines)[:500]}")
