"""Servers at work: started, waited for, weighed, stopped."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from bench.operations import Operation
from bench.roster import Server

STARTS_WITHIN = 60


@dataclass
class Running:
    """A server that listens. started: seconds until it first answered."""

    server: Server
    port: int
    process: subprocess.Popen[bytes]
    started: float

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    def of_bytes(self, size: int) -> str:
        """The address at which a constant has so many bytes."""
        return f"{self.address}?{size}"

    def ask(self, operation: Operation) -> Any:
        """The decoded answer to an operation. Raises RuntimeError for any status but 200."""
        return json.loads(self.answer(operation))

    def answer(self, operation: Operation) -> str:
        """The answer to an operation, as it is sent. Raises RuntimeError for any status but 200."""
        headers = {"content-type": "application/json", **operation.headers}
        request = urllib.request.Request(self.address, operation.body.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return str(answer.read(), "utf-8")
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{self.server.name}, {operation.name}: {error.code} {error.read()[:800]!r}") from None

    def memory(self) -> float:
        """Resident memory of the server with its children, in MB; without that of a PostgreSQL."""
        return sum(map(_resident, self.processes())) / 1e6

    def processes(self) -> list[int]:
        """The processes that answer; without those of a PostgreSQL."""
        return list(_with_children(self.process.pid))


@contextmanager
def running(server: Server, address: str) -> Iterator[Running]:
    """A server on a free port, until the end."""
    server.prepare(address)
    port, begun = _free_port(), time.monotonic()
    with TemporaryFile() as said:
        process = subprocess.Popen(server.command(port), env=server.environ(address, port), stdout=said, stderr=said)
        try:
            _wait(server, port, process, said)
            yield Running(server, port, process, time.monotonic() - begun)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def all_running(servers: Mapping[Server, str]) -> Iterator[list[Running]]:
    """Servers over the databases at these addresses."""
    with ExitStack() as stack:
        yield [stack.enter_context(running(server, address)) for server, address in servers.items()]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(server: Server, port: int, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            said.seek(0)
            raise SystemExit(f"{server.name} ended as it started: {said.read().decode()}")
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"{server.name} did not listen within {STARTS_WITHIN} seconds.")


def _with_children(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _with_children(int(child))


def _resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * 4096
