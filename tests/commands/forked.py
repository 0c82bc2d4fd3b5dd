"""The command `nmirf` in a process of its own, which is forked from one that has loaded the platform."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from core.cli import main

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.commands.loaded"])


@atexit.register
def _end() -> None:
    """What a test has left behind is waited for by nobody."""
    for process in multiprocessing.active_children():
        process.kill()


class Forked:
    """A process in a session of its own, with what subprocess.Popen has for one.

    environment: all that it sees; output and errors: the files that it writes to; main: what it does.
    """

    def __init__(
        self,
        *arguments: str,
        folder: Path,
        environment: Mapping[str, str],
        output: Path,
        errors: Path,
        main: Callable[[], None] = main,
    ) -> None:
        self.arguments = arguments
        self._process = FORKS.Process(target=_run, args=(main, arguments, folder, environment, output, errors))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        ended = self._process.exitcode
        if ended is None:
            raise subprocess.TimeoutExpired(["nmirf", *self.arguments], timeout or 0)
        return ended

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            if self.poll() is None:
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _run(
    main: Callable[[], None],
    arguments: tuple[str, ...],
    folder: Path,
    environment: Mapping[str, str],
    output: Path,
    errors: Path,
) -> None:
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(sys.stdin.fileno(), 0)
    sys.stdin = os.fdopen(0, closefd=False)
    for stream, file in ((sys.stdout, output), (sys.stderr, errors)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream.fileno())
    sys.argv = ["nmirf", *arguments]
    main()
