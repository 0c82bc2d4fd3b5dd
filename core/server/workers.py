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
from weakref import WeakKeyDictionary

from uvicorn import Config
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from core.console import complain

logger = logging.getLogger("nmirf.workers")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a process that could not start is tried again: twice as long each time, until one comes up."""


class _ToldToEnd(threading.Event):
    """Is set as soon as a signal to end has come: replacing one process after the other takes its time."""

    def __init__(self, signals: Sequence[int]) -> None:
        super().__init__()
        self.signals = signals

    def is_set(self) -> bool:
        return super().is_set() or signal.SIGTERM in self.signals or signal.SIGINT in self.signals


class Workers(Multiprocess):
    """Replaces a process that has ended; one that could not start is tried again, as long as others are there.

    Where one ends before any has come up, or the last one, all end: the next would end like it. came_up: where each
    process that answers has sent its id. up: those that did. due: when a process that could not start is tried again.
    """

    failed = False
    answered = False

    def __init__(self, config: Config, sockets: list[socket], came_up: Connection) -> None:
        super().__init__(config, sockets)
        self.came_up, self.pause = came_up, FIRST_PAUSE
        self.up: set[int | None] = set()
        self.due: WeakKeyDictionary[Process, float] = WeakKeyDictionary()
        self.should_exit = _ToldToEnd(self.signal_queue)

    def init_processes(self) -> None:
        self.processes = [self._started() for _ in range(self.processes_num)]

    def keep_subprocess_alive(self) -> None:
        self._hear_who_came_up()
        self._leave_their_ends_to_them()
        for place, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if process in self.due:
                self._try_again(place)
            elif not process.is_alive(self.config.timeout_worker_healthcheck):
                self._replace(place)

    def terminate_all(self) -> None:
        """End all. Who connects from now on is refused: nobody here would answer."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def _replace(self, place: int) -> None:
        """Put another in the place of a process that has ended, or does not say that it lives."""
        process = self.processes[place]
        process.kill()
        process.join()
        self._hear_who_came_up()
        if self.should_exit.is_set():
            return
        if process.pid in self.up:
            logger.warning("the server process %s ended %s, and is replaced", process.pid, _how(process))
            self.processes[place] = self._started()
        elif self.answered and any(other.exitcode is None or other.pid in self.up for other in self.processes):
            self._put_off(process)
        else:
            self._end(process)

    def _hear_who_came_up(self) -> None:
        while self.came_up.poll():
            self.up.add(int(self.came_up.recv_bytes()))
            self.answered, self.pause = True, FIRST_PAUSE

    def _started(self) -> Process:
        """A new process. Ctrl-C, which a terminal sends to all, is left to this one until the new one serves."""
        process = Process(self.config, self.sockets)
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            process.start()
        finally:
            signal.signal(signal.SIGINT, before)
        return process

    def _put_off(self, process: Process) -> None:
        """Have a process that could not start be tried again later; the others go on."""
        self.due[process] = time.monotonic() + self.pause
        logger.error(
            "a server process ended as it started, %s, and is tried again in %g seconds; the others go on. "
            "What it said before tells why",
            _how(process),
            self.pause,
        )
        self.pause = min(2 * self.pause, LONGEST_PAUSE)

    def _try_again(self, place: int) -> None:
        if time.monotonic() >= self.due[self.processes[place]]:
            self.processes[place] = self._started()

    def _leave_their_ends_to_them(self) -> None:
        """Have a process that is killed while it is asked be missed at once: its end of the pipe is open nowhere else.

        Else its answer would be waited for as long as that of one that is slow.
        """
        for process in self.processes:
            process.child_conn.close()

    def _end(self, process: Process) -> None:
        how = _how(process)
        complain(f"WORKERS: A server process ended as it started, {how}, so all end. What it said before tells why.")
        self.failed = True
        self.should_exit.set()


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
