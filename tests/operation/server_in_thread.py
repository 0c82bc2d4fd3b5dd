"""The platform behind its real server, in a thread of the test's process: what it calls and logs can be looked at."""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
import uvicorn
from starlette.types import Receive, Scope, Send

from core.http.application import App
from core.http.wire.answering import AnsweringConnection
from core.http.wire.connections import ClientConnection
from core.observation.logs import JsonLines
from core.platform import Platform
from core.server.app import create_app
from schema.documents import documents_of

SOON, SILENCE = 0.01, 4.0
"""Seconds between two parts of what is sent, which arrive one by one; and after which no more is to be heard."""

GOODBYE = b"GET /health/live HTTP/1.1\r\nhost: test.example\r\nconnection: close\r\n\r\n"


@dataclass
class Listening:
    """A server. calls: how often the app was called at /graphql; lines: of its log, complete once it has stopped.

    waiting: how many bytes wait to be taken by clients; end: has it stop, and waits for that.
    """

    app: App
    port: int = 0
    calls: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)
    waiting: Callable[[], int] = lambda: 0
    end: Callable[[], None] = lambda: None

    def talk(self, *parts: bytes) -> bytes:
        """Send something in parts on a connection of its own, and that it is to be closed; all that comes."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), SILENCE) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with suppress(ConnectionError, TimeoutError):
                for part in (*parts, GOODBYE):
                    client.sendall(part)
                    time.sleep(SOON)
            with suppress(ConnectionError, TimeoutError):
                while part := client.recv(100_000):
                    received += part
        return received

    def ask(self, *requests: bytes, sender: str = "127.0.0.1") -> list[bytes]:
        """The answers to requests on one connection, each sent when that before it is answered."""
        with socket.create_connection(("127.0.0.1", self.port), 10, (sender, 0)) as client:
            return [_answer(client, request) for request in requests]


def _answer(client: socket.socket, request: bytes) -> bytes:
    client.sendall(request)
    received = b""
    while not (ended := re.search(rb"content-length: (\d+)\r\n.*?\r\n\r\n", received, re.DOTALL)) or (
        len(received) < ended.end() + int(ended[1])
    ):
        part = client.recv(100_000)
        assert part, "the connection was closed"
        received += part
    return received


def alike(answers: bytes) -> bytes:
    """Answers without what differs each time: dates, ids that were made, seconds that are left."""
    answers = re.sub(rb"\r\ndate: [^\r]*", b"\r\ndate: some", answers)
    answers = re.sub(rb"\r\nx-request-id: [0-9a-f]{16}\r", b"\r\nx-request-id: made\r", answers)
    answers = re.sub(rb'(t=|reset: |retry-after: |"id":"|answered in )[0-9a-f]+', rb"\1some", answers)
    return re.sub(rb"error [0-9a-f]{16}", b"error made", answers)


class Lines(logging.Handler):
    def __init__(self, lines: list[dict[str, Any]]) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += map(orjson.loads, self.format(record).splitlines())


@contextmanager
def listening(platform: Platform, immediate: bool = True, **options: Any) -> Iterator[Listening]:
    """The platform behind a real server, which has read no document yet.

    immediate: whether its connections may answer without calling the app.
    """
    documents_of.cache_clear()
    app = create_app(platform.settings, platform)
    made, called = Listening(app), app.graphql

    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        made.calls += 1
        await called(scope, receive, send)

    app.graphql = counting
    connection = AnsweringConnection if immediate else ClientConnection
    plain: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False, "proxy_headers": False}
    config = uvicorn.Config(app, port=0, http=connection, loop="uvloop", **plain, **options)
    handler, logger = Lines(made.lines), logging.getLogger("nmirf")
    server, level = uvicorn.Server(config), logger.level
    made.waiting = lambda: sum(one.transport.get_write_buffer_size() for one in server.server_state.connections)  # type: ignore[union-attr]
    thread = threading.Thread(target=server.run)

    def end() -> None:
        server.should_exit = True
        thread.join(30)

    made.end = end
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    thread.start()
    try:
        made.port = _port(server, thread)
        yield made
    finally:
        end()
        logger.removeHandler(handler)
        logger.setLevel(level)


def _port(server: uvicorn.Server, thread: threading.Thread) -> int:
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port


def post(
    body: bytes, *headers: str, version: str = "1.1", path: str = "/graphql", kind: str = "application/json"
) -> bytes:
    """A POST as it is sent."""
    lines = [f"POST {path} HTTP/{version}", "host: test.example", f"content-type: {kind}", *headers]
    if not any(line.lower().startswith("transfer-encoding") for line in headers):
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def told(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines of the log without what differs each time."""
    kept = [{key: value for key, value in line.items() if key not in ("at", "ms")} for line in lines]
    return [{**line, "request": re.sub(r"^[0-9a-f]{16}$", "made", line.get("request", ""))} for line in kept]
