"""Clients that close their side without taking their last answer, however small, are given up."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from core.http.wire.frames import SocketConnection
from core.platform import Platform
from tests.conftest import NewPlatform
from tests.hostile.test_unread_sockets import HEAD, message
from tests.operation.server_in_thread import Listening, listening, post
from tests.servers import wait_until

STATES = f"{{ {' '.join(f'{one}: states(first: 250) {{ nodes {{ id name }} }}' for one in 'abc')} }}"
GOODBYE = b"\x88\x82\0\0\0\0\x03\xe8"
STOPS_WRITING = 65_536
"""From so many bytes on the server waits until they are taken."""


@pytest.fixture
def platform(new_database: Callable[[str], str], new_platform: NewPlatform) -> Platform:
    return new_platform(new_database("sqlite"), max_unread_seconds=1, rate_limit="off")


@contextmanager
def _asking(made: Listening, question: Callable[[int], bytes]) -> Iterator[socket.socket]:
    """A connection on which a question is asked until a little of the answers waits in the server."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", made.port))
        for number in range(1_000):
            connection.sendall(question(number))
            time.sleep(0.02)
            if made.waiting():
                break
        assert 0 < made.waiting() < STOPS_WRITING
        yield connection


@contextmanager
def _asking_by_socket(made: Listening) -> Iterator[socket.socket]:
    """The same over a web socket, which is opened first, and begun."""
    told = {"type": "subscribe", "payload": {"query": STATES}}
    begin = [HEAD, message({"type": "connection_init", "payload": {"why": "x" * 126}})]
    with _asking(made, lambda n: begin[n] if n < 2 else message({**told, "id": f"{n:0100}"})) as connection:
        yield connection


@pytest.mark.parametrize("end", ["goodbye", "no more"])
def test_what_a_web_socket_leaves_as_it_closes_is_given_up(platform: Platform, end: str) -> None:
    with listening(platform, ws=SocketConnection) as made, _asking_by_socket(made) as connection:
        if end == "goodbye":
            connection.sendall(GOODBYE)
        else:
            connection.shutdown(socket.SHUT_WR)
        wait_until(lambda: not made.waiting(), 10)


def test_what_an_answer_leaves_as_its_connection_closes_is_given_up(platform: Platform) -> None:
    question = post(json.dumps({"query": STATES}).encode())
    with listening(platform, timeout_keep_alive=1) as made, _asking(made, lambda _: question):
        wait_until(lambda: not made.waiting(), 10)


def test_a_server_ends_in_order_though_a_web_socket_that_closes_takes_nothing(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "uvicorn.error")
    with listening(platform, ws=SocketConnection) as made, _asking_by_socket(made) as connection:
        connection.sendall(GOODBYE)
        time.sleep(0.2)
        began = time.monotonic()
        made.end()
        assert time.monotonic() - began < 5
    assert "Application shutdown complete" in caplog.text
