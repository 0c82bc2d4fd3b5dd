"""Real server processes of the platform, and clients that ask them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil

from core.cli import main
from tests.commands.forked import Forked
from tests.environment import ROOT
from tests.ports import free_port


class Server:
    """`nmirf serve` in a process group of its own, its output in a file. main: what the process does."""

    main = staticmethod(main)

    def __init__(self, folder: Path, database_url: str, *arguments: str, port: int = 0, **environment: str) -> None:
        self.port = port or free_port()
        self.log = folder / f"server-{self.port}.log"
        self.log.write_bytes(b"")
        self.process = Forked(
            "serve", "--port", str(self.port), *arguments,
            folder=ROOT,
            environment={
                "PATH": os.environ["PATH"],
                "TMPDIR": str(folder),
                "NMIRF_DATABASE_URL": database_url,
                "NMIRF_RATE_LIMIT": "off",
                **environment,
            },
            output=self.log,
            errors=self.log,
            main=self.main,
        )  # fmt: skip

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait(self, path: str = "/health/ready", seconds: float = 60) -> Server:
        """Wait until it is ready."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.get(path)[0] == 200:
                    return self
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError(f"the server did not become ready:\n{self.log.read_text()[-2_000:]}")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        return request(self.port, "GET", path, headers=headers or {})

    def ask(self, query: str, variables: Mapping[str, Any] | None = None, token: str | None = None) -> Any:
        """The decoded answer to a query."""
        client = Client(self.port, token)
        try:
            return client.ask(query, variables)
        finally:
            client.connection.close()

    def memory(self) -> int:
        """The resident memory of its process, in bytes."""
        return psutil.Process(self.process.pid).memory_info().rss

    def kill(self) -> None:
        """End it and its workers at once, as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def workers(self) -> set[psutil.Process]:
        """The processes that answer, of several."""
        return {child for child in psutil.Process(self.process.pid).children() if _answers(child)}

    def kill_workers(self) -> set[psutil.Process]:
        """The same, each of which is killed."""
        workers = self.workers()
        for worker in workers:
            worker.kill()
        return workers

    def stop(self, seconds: float = 30) -> int:
        """Ask it to stop; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def __enter__(self) -> Server:
        return self.wait()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _answers(child: psutil.Process) -> bool:
    try:
        return child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(child.cmdline())
    except psutil.NoSuchProcess:
        return False


class Client:
    """One client with one connection that stays open."""

    def __init__(self, port: int, token: str | None = None, seconds: float = 30) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=seconds)
        self.headers = {"content-type": "application/json"}
        if token:
            self.headers["authorization"] = f"Bearer {token}"

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        body = json.dumps({"query": query, "variables": variables or {}})
        self.connection.request("POST", "/graphql", body, self.headers)
        answer = self.connection.getresponse()
        return json.loads(answer.read())


def request(
    port: int, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own: status, headers, body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def is_open(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 2):
            return True
    except OSError:
        return False


def wait_until(held: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds; fails where it does not in time."""
    until = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < until, "this took too long"
        time.sleep(0.02)
