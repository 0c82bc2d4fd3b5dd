"""Distributions in and out of an environment, by its pip."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from core.errors import StartupError

MOST_SECONDS = 600
"""How long pip, or the trial of a candidate, may take."""
PUBLISHED_AS = re.compile(r"[A-Za-z0-9][\w.-]*([=<>!~]=[\w.*+-]+)?")
"""The name of a distribution, perhaps with its version: `trainings`, `trainings==1.2`."""


def source_of(what: str, published: bool) -> str:
    """Where a distribution is taken from: the whole path of a folder or a wheel, or its name where it is published.

    A name is looked for in the package index only where `published` says so: what is mistyped would be somebody else's.
    Raises StartupError FOLDER, NAME.
    """
    if not published:
        if not Path(what).exists():
            why = f"There is no folder or file {what}. To take it by its name from the package index: --published."
            raise StartupError("FOLDER", why)
        return str(Path(what).resolve())
    if not PUBLISHED_AS.fullmatch(what):
        raise StartupError("NAME", f"{what!r} is no name of a distribution, as `trainings` or `trainings==1.2` is.")
    return what


def to_install(source: str, alone: bool = False) -> list[str]:
    """What pip is told, to install from this source; a folder is built with the hatchling that is here, if it is here.

    alone: whether all that it depends on is there. Conflicts are not looked for: nobody would be told of them.
    """
    options = ["--no-deps"] if alone else ["--no-warn-conflicts"]
    if Path(source).is_absolute() and find_spec("hatchling"):
        options += ["--no-build-isolation"]
    return ["install", "--quiet", *options, source]


def run_pip(python: str, *arguments: str) -> None:
    """Run the pip of an environment, which its Python names. Raises StartupError PIP with what it said."""
    command = [python, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "ERROR" in line] or done.stderr.splitlines()[-1:]
        raise StartupError("PIP", f"pip {' '.join(arguments)} failed: {' '.join(lines)[:500]}")
