"""What strangers do with what they asked for over a web socket: they do not take it, or take it slowly."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from core.http.wire.frames import SocketConnection
from core.platform import Platform
from tests.conftest import NewPlatform
from tests.operation.server_in_thread import listening
from tests.servers import Server, wait_until

LANGUAGES = ("EN", "FR", "ES", "RU", "ZH", "AR")
LISTS = " ".join(f"{one}: states(first: 250) {{ nodes {{ id name(language: {one}) }} }}" for one in LANGUAGES)
HEAD = (
    b"GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
)
TOGETHER = 90
"""So many of these may be asked at the same time; their answers are more than the system keeps for a connection."""


@pytest.fixture
def server(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path, new_database("sqlite"), NMIRF_MAX_UNREAD_SECONDS="2", NMIRF_MAX_SUBSCRIPTIONS="100").wait()
    yield made
    made.stop()


def message(told: object) -> bytes:
    text = json.dumps(told).encode()
    return b"\x81\xfe" + len(text).to_bytes(2, "big") + bytes(4) + text


def _question(number: int) -> bytes:
    return message({"type": "subscribe", "id": str(number), "payload": {"query": f"{{ {LISTS} }}"}})


def _asking(port: int) -> socket.socket:
    """A web socket on which much is asked, of which nothing is taken yet."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", port))
    connection.sendall(HEAD)
    assert connection.recv(4_096).startswith(b"HTTP/1.1 101 ")
    connection.sendall(message({"type": "connection_init", "payload": {"why": "x" * 126}}))
    for number in range(TOGETHER):
        connection.sendall(_question(number))
        time.sleep(0.02)
    return connection


def _established(server: Server) -> list[object]:
    connections = psutil.Process(server.process.pid).net_connections()
    return [one for one in connections if one.status == psutil.CONN_ESTABLISHED]


def test_a_web_socket_whose_client_takes_nothing_is_given_up(server: Server) -> None:
    with _asking(server.port):
        assert _established(server)
        wait_until(lambda: not _established(server), 10)
    wait_until(lambda: "conversed" in server.log.read_text())
    assert "Traceback" not in server.log.read_text()


def test_a_server_does_not_wait_for_it_as_it_ends(new_database: Callable[[str], str], tmp_path: Path) -> None:
    server = Server(tmp_path, new_database("sqlite"), NMIRF_MAX_SUBSCRIPTIONS="100").wait()
    with _asking(server.port):
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(30)
        assert time.monotonic() - began < 5
    told = server.log.read_text()
    assert "Exception" not in told
    assert "Cancel" not in told


@pytest.fixture
def platform(new_database: Callable[[str], str], new_platform: NewPlatform) -> Platform:
    return new_platform(new_database("sqlite"), max_unread_seconds=2, max_subscriptions=100, rate_limit="off")


def test_one_that_takes_it_slowly_gets_all_though_its_pongs_are_late(platform: Platform) -> None:
    server = listening(platform, ws=SocketConnection, ws_ping_interval=1.0, ws_ping_timeout=3.0)
    with server as made, _asking(made.port) as connection:
        complete, done, taken, rest = b'"type":"complete"', 0, 0, b""
        while done < 2 * TOGETHER:
            part = connection.recv(100_000)
            assert part, f"it was given up after {taken:,} bytes"
            for _ in range((rest + part).count(complete)):
                done += 1
                connection.sendall(_question(TOGETHER + done))
            rest = (rest + part)[1 - len(complete) :]
            if (taken + len(part)) // 1_000_000 > taken // 1_000_000:
                time.sleep(0.5)
            taken += len(part)
