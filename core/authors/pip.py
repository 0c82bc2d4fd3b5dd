"""Installs distributions into an environment and removes them, with its pip."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from core.errors import StartupError

MOST_SECONDS = 600
"""How long pip, or the trial of a candidate, may take."""
PUBLISHED_AS = re.compile(r"[A-Za-z0-9][\w.-]*([=<>!~]=[\w.*+-]+)?")
"""The name of a distribution, optionally with its version: `trainings`, `trainings==1.2`."""


def source_of(what: str, published: bool) -> str:
    """The source of a distribution: the full path of a folder or a wheel, or the name of a published one.

    A name is looked up in the package index only if `published` is set: a mistyped path could name somebody else's.
    Raises StartupError FOLDER, NAME.
    """
    if not published:
        if not Path(what).exists():
            why = f"There is no folder or file {what}. To get it from the package index by its name, add --published."
            raise StartupError("FOLDER", why)
        return str(Path(what).resolve())
    if not PUBLISHED_AS.fullmatch(what):
        raise StartupError("NAME", f"{what!r} does not name a distribution: write `trainings` or `trainings==1.2`.")
    return what


def to_install(source: str, alone: bool = False) -> list[str]:
    """The arguments of pip to install from this source; a folder is built with the present hatchling, if there is one.

    alone: whether all dependencies are already installed. Conflicts are not checked: nobody would see the warnings.
    """
    options = ["--no-deps"] if alone else ["--no-warn-conflicts"]
    if Path(source).is_absolute() and find_spec("hatchling"):
        options += ["--no-build-isolation"]
    return ["install", "--quiet", *options, source]


def run_pip(python: str, *arguments: str) -> None:
    """Run the pip of an environment, given its Python. Raises StartupError PIP with pip's errors."""
    command = [python, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "ERROR" in line] or done.stderr.splitlines()[-1:]
        raise StartupError("PIP", f"pip {' '.join(arguments)} failed: {' '.join(lines)[:500]}")
