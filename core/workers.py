"""Several server processes, and what becomes of all where none of them comes up."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

from uvicorn.supervisors import Multiprocess

from core.saying import complain


class Workers(Multiprocess):
    """Starts a process that ended anew, but for one that ends before any has come up: the next would end like it."""

    came_up = False
    failed = False

    def keep_subprocess_alive(self) -> None:
        if not self.came_up and not self.should_exit.is_set():
            codes = [process.exitcode for process in self.processes if process.exitcode is not None]
            self.came_up = any(process.is_ready() for process in self.processes if process.exitcode is None)
            if codes and not self.came_up:
                self._end(codes[0])
        super().keep_subprocess_alive()

    def _end(self, code: int) -> None:
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        complain(f"WORKERS: A server process ended as it started, {how}, so all end. What it said before tells why.")
        self.failed = True
        self.should_exit.set()


def end_with_parent() -> None:
    """Have this process stop where the one that started it is killed: it would keep the port for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
