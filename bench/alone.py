"""One request at a time: how long an answer takes if nobody else sends requests."""

from __future__ import annotations

import os
import socket
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from bench.operations import Operation

AT_MOST, AT_LEAST = 500, 5
END = b"\r\n\r\n"


def alone(address: str, operation: Operation, seconds: float, server: Iterable[int] = ()) -> float:
    """The median in ms over one persistent connection; the client only sends and receives.

    server: the processes that answer; meanwhile they share a processor with the client.
    """
    with on_one_processor([os.getpid(), *server]):
        return _median(address, operation, seconds)


@contextmanager
def on_one_processor(processes: Iterable[int]) -> Iterator[None]:
    """Confine processes to one processor. They lose nothing, since a client and its server wait for each other anyway.

    Otherwise, most of what is measured would be the time in which a virtual machine wakes another processor, twice for
    each request: several times as long as a node takes. Does nothing on systems other than Linux.
    """
    if sys.platform != "linux":
        yield
        return
    allowed, known = os.sched_getaffinity(0), list(processes)
    _confine(known, {max(allowed)})
    try:
        yield
    finally:
        _confine(known, allowed)


def _confine(processes: Iterable[int], processors: set[int]) -> None:
    """Confine all threads of processes to some processors, including threads begun since the last call."""
    for process in processes:
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(ProcessLookupError):
                os.sched_setaffinity(int(thread.name), processors)


def _median(address: str, operation: Operation, seconds: float) -> float:
    target = urlsplit(address)
    request = _request(target.netloc, f"{target.path}?{target.query}" if target.query else target.path, operation)
    times: list[float] = []
    with socket.create_connection((target.hostname, target.port), 60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        until = time.perf_counter() + seconds
        while len(times) < AT_LEAST or (len(times) < AT_MOST and time.perf_counter() < until):
            started = time.perf_counter()
            connection.sendall(request)
            _receive(connection)
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1_000


def _request(host: str, path: str, operation: Operation) -> bytes:
    body = operation.body.encode()
    headers = {"Host": host, "Content-Type": "application/json", "Content-Length": str(len(body)), **operation.headers}
    return "\r\n".join([f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]).encode() + (
        END + body
    )


def _receive(connection: socket.socket) -> None:
    """Read one answer. Raises RuntimeError for any status but 200."""
    found = b""
    while END not in found:
        found += _receive_more(connection)
    head, _, body = found.partition(END)
    status, *lines = head.lower().split(b"\r\n")
    if b" 200 " not in status + b" ":
        raise RuntimeError(f"{status!r} {body[:800]!r}")
    headers = dict(line.split(b": ", 1) for line in lines)
    if b"content-length" in headers:
        left = int(headers[b"content-length"]) - len(body)
        while left > 0:
            left -= len(_receive_more(connection))
    else:
        while not body.endswith(b"0" + END):
            body += _receive_more(connection)


def _receive_more(connection: socket.socket) -> bytes:
    found = connection.recv(1 << 18)
    if not found:
        raise RuntimeError("the server closed the connection")
    return found
