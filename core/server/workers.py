"""Several server processes, and what becomes of all where none of them comes up."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from multiprocessing.synchronize import Semaphore
from socket import socket

from uvicorn import Config
from uvicorn.supervisors import Multiprocess

from core.console import complain


class _ToldToEnd(threading.Event):
    """Is set as soon as a signal to end has come: replacing one process after the other takes its time."""

    def __init__(self, signals: Sequence[int]) -> None:
        super().__init__()
        self.signals = signals

    def is_set(self) -> bool:
        return super().is_set() or signal.SIGTERM in self.signals or signal.SIGINT in self.signals


class Workers(Multiprocess):
    """Replaces a process that has ended; where one ends before any has come up, all end: the next would end like it.

    came_up: released by each process that answers. It is nothing that a process could be killed with in its hands.
    """

    failed = False
    answered = False

    def __init__(self, config: Config, sockets: list[socket], came_up: Semaphore) -> None:
        super().__init__(config, sockets)
        self.came_up = came_up
        self.should_exit = _ToldToEnd(self.signal_queue)

    def keep_subprocess_alive(self) -> None:
        codes = [process.exitcode for process in self.processes if process.exitcode is not None]
        self.answered = self.answered or self.came_up.acquire(block=False)
        if codes and not self.answered and not self.should_exit.is_set():
            self._end(codes[0])
        self._leave_their_ends_to_them()
        super().keep_subprocess_alive()

    def terminate_all(self) -> None:
        """End all. Who connects from now on is refused: nobody here would answer."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def _leave_their_ends_to_them(self) -> None:
        """Have a process that is killed while it is asked be missed at once: its end of the pipe is open nowhere else.

        Else its answer would be waited for as long as that of one that is slow.
        """
        for process in self.processes:
            process.child_conn.close()

    def _end(self, code: int) -> None:
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        complain(f"WORKERS: A server process ended as it started, {how}, so all end. What it said before tells why.")
        self.failed = True
        self.should_exit.set()


def end_with_parent() -> None:
    """Have this process stop once the one that started it is killed: else it would keep the port for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
