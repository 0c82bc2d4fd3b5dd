"""Real servers for tests: the command `nmirf serve` in a process of its own, on a free port of loopback."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tests.commands.forked import Forked
from tests.environment import ROOT
from tests.ports import free_port


@dataclass(frozen=True)
class Server:
    """A running server. address: http://127.0.0.1:port."""

    address: str
    process: Forked

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def memory(self) -> int:
        """The resident memory of its process, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


@contextmanager
def serving(database_url: str, **settings: str) -> Iterator[Server]:
    """A server over a database; settings: `rate_limit="off"` is NMIRF_RATE_LIMIT=off."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NMIRF_")}
    environment |= {f"NMIRF_{name.upper()}": value for name, value in settings.items()}
    environment["NMIRF_DATABASE_URL"] = database_url
    nowhere = Path(os.devnull)
    command = ("serve", "--port", str(port))
    process = Forked(*command, folder=ROOT, environment=environment, output=nowhere, errors=nowhere)
    try:
        server = Server(f"http://127.0.0.1:{port}", process)
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server: Server, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert server.process.poll() is None, "the server ended as it started"
        try:
            with urllib.request.urlopen(f"{server.address}/health/live", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the server did not start")
