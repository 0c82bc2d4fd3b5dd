"""Several server processes: one that ends is replaced, or ends the others."""

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
"""Seconds before a process that could not start is tried again: twice as long each time, until one comes up."""


class _EndSignalled(threading.Event):
    """Set as soon as a signal to end has arrived: replacing one process after another takes time."""

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
        """Start it. Only this process reacts to Ctrl-C, which a terminal sends to all, until the new one serves.

        The child's end of the pipe is closed here: if the child is killed during a health check, that is noticed at
        once, instead of being waited for like a slow one.
        """
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            super().start()
        finally:
            signal.signal(signal.SIGINT, before)
        self.child_conn.close()


multiprocess.Process = Worker  # type: ignore[misc]  # uvicorn creates its processes by this name.


class Workers(Multiprocess):
    """Replaces a process that has ended; one that could not start is tried again, as long as others run.

    If one ends before any has come up, or the last one cannot start, all end: the next would fail like it. came_up:
    receives the id of each process that answers; answered: whether any has answered.
    """

    processes: list[Worker]  # type: ignore[assignment]
    failed = False
    answered = False

    def __init__(self, config: Config, sockets: list[socket], came_up: Connection) -> None:
        super().__init__(config, sockets)
        self.came_up = came_up
        self.should_exit = _EndSignalled(self.signal_queue)

    def keep_subprocess_alive(self) -> None:
        self._note_who_came_up()
        for place, worker in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if worker.again_at is not None:
                if worker.again_at <= time.monotonic():
                    self._start(place, min(2 * worker.pause, LONGEST_PAUSE))
            elif not worker.is_alive(self.config.timeout_worker_healthcheck):
                self._replace(place)

    def terminate_all(self) -> None:
        """End all. New connections are refused from now on, as nobody would answer them."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def _replace(self, place: int) -> None:
        """Replace a process that has ended, or fails its health check."""
        worker = self.processes[place]
        worker.kill()
        worker.join()
        self._note_who_came_up()
        if self.should_exit.is_set():
            return
        if worker.up:
            logger.warning("the server process %s ended %s, and is replaced", worker.pid, _how(worker))
            self._start(place)
        elif self.answered and any(other.exitcode is None or other.up for other in self.processes):
            _put_off(worker)
        else:
            self._end(worker)

    def _note_who_came_up(self) -> None:
        while self.came_up.poll():
            process = int(self.came_up.recv_bytes())
            self.answered = True
            for worker in self.processes:
                worker.up |= worker.pid == process

    def _start(self, place: int, pause: float = FIRST_PAUSE) -> None:
        worker = self.processes[place] = Worker(self.config, self.sockets)
        worker.pause = pause
        worker.start()

    def _end(self, worker: Worker) -> None:
        how = _how(worker)
        complain(f"WORKERS: A server process ended as it started, {how}, so all end. Its last messages say why.")
        self.failed = True
        self.should_exit.set()


def _put_off(worker: Worker) -> None:
    """Plan another attempt in the place of a process that could not start; the others go on."""
    worker.again_at = time.monotonic() + worker.pause
    logger.error(
        "a server process ended as it started, %s, and is tried again in %g seconds; the others go on. "
        "Its last messages say why",
        _how(worker),
        worker.pause,
    )


def _how(process: Process) -> str:
    code = process.exitcode or 0
    return f"by signal {-code}" if code < 0 else f"with exit code {code}"


def end_with_parent() -> None:
    """Stop this process once its parent is killed: otherwise it would keep the port forever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
