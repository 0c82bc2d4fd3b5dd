"""The command `nmirf` in a process of its own, which is forked from one that has loaded the platform."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.environment import ROOT

SECONDS = 120

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.commands.loaded"])


def nmirf(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `nmirf` with these arguments in a folder; it sees this environment and nothing else of ours."""
    with tempfile.NamedTemporaryFile() as output, tempfile.NamedTemporaryFile() as errors:
        process = _forks.Process(target=_run, args=(arguments, folder, environment, output.name, errors.name))
        process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(["nmirf", *arguments], SECONDS)
        printed, complained = output.read().decode(), errors.read().decode()
    return subprocess.CompletedProcess(["nmirf", *arguments], process.exitcode, printed, complained)


def _run(arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], output: str, errors: str) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for stream, name in ((sys.stdout, output), (sys.stderr, errors)):
        os.dup2(os.open(name, os.O_WRONLY), stream.fileno())
    sys.argv = ["nmirf", *arguments]
    from core.cli import main

    main()
