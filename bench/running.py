"""Starts servers, waits until they answer, sends them operations, measures their memory and stops them."""

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
    """A server that listens. started: seconds until it accepted connections."""

    server: Server
    port: int
    process: subprocess.Popen[bytes]
    started: float

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    def address_for_size(self, size: int) -> str:
        """The address at which a constant has an answer of this many bytes."""
        return f"{self.address}?{size}"

    def ask(self, operation: Operation) -> Any:
        """The decoded answer to an operation. Raises RuntimeError for any status but 200."""
        return json.loads(self.answer(operation))

    def answer(self, operation: Operation) -> str:
        """The answer to an operation as text. Raises RuntimeError for any status but 200."""
        headers = {"content-type": "application/json", **operation.headers}
        request = urllib.request.Request(self.address, operation.body.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return str(answer.read(), "utf-8")
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{self.server.name}, {operation.name}: {error.code} {error.read()[:800]!r}") from None

    def memory(self) -> float:
        """Resident memory of the server and its child processes in MB, without PostgreSQL's."""
        return sum(map(_resident_bytes, self.processes())) / 1e6

    def processes(self) -> list[int]:
        """The ids of the server and its child processes, without PostgreSQL's."""
        return list(_process_tree(self.process.pid))


@contextmanager
def run(server: Server, address: str) -> Iterator[Running]:
    """Run a server on a free port, and stop it at the end."""
    server.prepare(address)
    port, begun = _free_port(), time.monotonic()
    with TemporaryFile() as output:
        process = subprocess.Popen(
            server.command(port), env=server.environ(address, port), stdout=output, stderr=output
        )
        try:
            _wait_until_listening(server, port, process, output)
            yield Running(server, port, process, time.monotonic() - begun)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def run_all(servers: Mapping[Server, str]) -> Iterator[list[Running]]:
    """Run servers, each over the database at its address."""
    with ExitStack() as stack:
        yield [stack.enter_context(run(server, address)) for server, address in servers.items()]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_until_listening(server: Server, port: int, process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            output.seek(0)
            raise SystemExit(f"{server.name} ended while starting: {output.read().decode()}")
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"{server.name} did not listen within {STARTS_WITHIN} seconds.")


def _process_tree(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _process_tree(int(child))


def _resident_bytes(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * 4096
