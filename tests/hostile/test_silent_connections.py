"""Connections that are kept after an answer, by clients that send nothing, or nothing of use."""

from __future__ import annotations

import time

import pytest

from tests.hostile.conftest import NewServer
from tests.hostile.sockets import all_from, next_answer, opened
from tests.servers import Server

GET = b"GET /graphql?query={%20viewer%20{%20role%20}%20} HTTP/1.1\r\nhost: x\r\n\r\n"
POST = (
    b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 32\r\n\r\n"
    b'{"query": "{ viewer { role } }"}'
)


@pytest.fixture(scope="module")
def server(new_server: NewServer) -> Server:
    return new_server(NMIRF_MAX_BODY_SECONDS="1")


@pytest.mark.parametrize("asked", [GET, POST])
def test_a_client_that_asks_nothing_more_is_not_waited_for(server: Server, asked: bytes) -> None:
    with opened(server) as connection:
        for _ in range(3):
            connection.sendall(asked)
            assert next_answer(connection).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        for _ in range(2):
            connection.sendall(b"\r\n")
            time.sleep(0.1)
        assert all_from(connection) == b""
    assert time.monotonic() - began < 4


def test_a_body_whose_request_was_answered_without_it_is_not_waited_for(server: Server) -> None:
    with opened(server) as connection:
        connection.sendall(b"POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n")
        assert next_answer(connection).startswith(b"HTTP/1.1 404")
        began = time.monotonic()
        connection.sendall(b"a")
        assert all_from(connection) == b""
    assert time.monotonic() - began < 4


def test_the_next_head_has_its_own_time_and_a_web_socket_as_much_as_it_likes(server: Server) -> None:
    offer = b"GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    asks = b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    with opened(server) as connection:
        connection.sendall(GET)
        assert next_answer(connection).startswith(b"HTTP/1.1 200")
        for part in (b"\r\n", offer + asks, b"sec-websocket-protocol: graphql-transport-ws\r\n\r\n"):
            connection.sendall(part)
            time.sleep(0.6)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 101")
        connection.settimeout(1.5)
        with pytest.raises(TimeoutError):
            connection.recv(1)
