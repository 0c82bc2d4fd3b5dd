"""Several server processes, and what becomes of the others where one ends."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from socket import socket

from uvicorn import Config
from uvicorn.supervisors import Multiprocess, multiprocess
from uvicorn.supervisors.multiprocess import Process

from core.console import complain

logger = logging.getLogger("nmirf.workers")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before one that could not start is tried again in its place: twice as long each time, until one comes up."""


class _ToldToEnd(threading.Event):
    """Is set as soon as a signal to end has come: replacing one process after the other takes its time."""

    def __init__(self, signals: Sequence[int]) -> None:
        super().__init__()
        self.signals = signals

    def is_set(self) -> bool:
        return super().is_set() or signal.SIGTERM in self.signals or signal.SIGINT in self.signals


class Worker(Process):
    """One of the processes. up: whether it has answered.

    pause: the seconds until another is tried in its place, if it cannot start; again_at: when, once it could not.
    """

    up = False
    pause = FIRST_PAUSE
    again_at: float | None = None

    def start(self) -> None:
        """Start it. Ctrl-C, which a terminal sends to all, is left to this process until the new one serves.

        Its end of the pipe is left to it: one that is killed while it is asked whether it lives is so missed at once,
        and not waited for as one that is slow.
        """
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            super().start()
        finally:
            signal.signal(signal.SIGINT, before)
        self.child_conn.close()


multiprocess.Process = Worker  # type: ignore[misc]  # uvicorn makes its processes by this name, wherever it does.


class Workers(Multiprocess):
    """Replaces a process that has ended; one that could not start is tried again, as long as others are there.

    Where one ends before any has come up, or the last one, all end: the next would end like it. came_up: where each
    process that answers has sent its id; answered: whether any has.
    """

    processes: list[Worker]  # type: ignore[assignment]
    failed = False
    answered = False

    def __init__(self, config: Config, sockets: list[socket], came_up: Connection) -> None:
        super().__init__(config, sockets)
        self.came_up = came_up
        self.should_exit = _ToldToEnd(self.signal_queue)

    def keep_subprocess_alive(self) -> None:
        self._hear_who_came_up()
        for place, worker in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if worker.again_at is not None:
                if worker.again_at <= time.monotonic():
                    self._start(place, min(2 * worker.pause, LONGEST_PAUSE))
            elif not worker.is_alive(self.config.timeout_worker_healthcheck):
                self._replace(place)

    def terminate_all(self) -> None:
        """End all. Who connects from now on is refused: nobody here would answer."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def _replace(self, place: int) -> None:
        """Put another in the place of a process that has ended, or does not say that it lives."""
        worker = self.processes[place]
        worker.kill()
        worker.join()
        self._hear_who_came_up()
        if self.should_exit.is_set():
            return
        if worker.up:
            logger.warning("the server process %s ended %s, and is replaced", worker.pid, _how(worker))
            self._start(place)
        elif self.answered and any(other.exitcode is None or other.up for other in self.processes):
            _put_off(worker)
        else:
            self._end(worker)

    def _hear_who_came_up(self) -> None:
        while self.came_up.poll():
            told = int(self.came_up.recv_bytes())
            self.answered = True
            for worker in self.processes:
                worker.up |= worker.pid == told

    def _start(self, place: int, pause: float = FIRST_PAUSE) -> None:
        worker = self.processes[place] = Worker(self.config, self.sockets)
        worker.pause = pause
        worker.start()

    def _end(self, worker: Worker) -> None:
        how = _how(worker)
        complain(f"WORKERS: A server process ended as it started, {how}, so all end. What it said before tells why.")
        self.failed = True
        self.should_exit.set()


def _put_off(worker: Worker) -> None:
    """Have another be tried later in the place of a process that could not start; the others go on."""
    worker.again_at = time.monotonic() + worker.pause
    logger.error(
        "a server process ended as it started, %s, and is tried again in %g seconds; the others go on. "
        "What it said before tells why",
        _how(worker),
        worker.pause,
    )


def _how(process: Process) -> str:
    code = process.exitcode or 0
    return f"by signal {-code}" if code < 0 else f"with exit code {code}"


def end_with_parent() -> None:
    """Have this process stop once the one that started it is killed: else it would keep the port for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
