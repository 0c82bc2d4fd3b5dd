"""What strangers send over web sockets, frame by frame."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from websockets.sync.client import connect

from tests.hostile.conftest import NewServer
from tests.hostile.sockets import all_from, opened
from tests.servers import Server

QUERY = "{%20viewer%20{%20role%20}%20}"


@pytest.fixture(scope="module")
def server(new_server: NewServer) -> Server:
    return new_server()


@pytest.mark.parametrize("frame", [b"\x00\x80\0\0\0\0", b"\x8a\x80\0\0\0\0"], ids=["of a message", "pong"])
def test_web_sockets_that_send_frames_without_end_are_closed(server: Server, frame: bytes) -> None:
    """Others are answered meanwhile: 400,000 of them took some seconds to be read."""
    begun = b"\x01\x80\0\0\0\0" if frame[0] == 0 else b""
    with opened(server) as connection:
        connection.sendall(
            b"GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
            b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
        )
        assert connection.recv(65_536).startswith(b"HTTP/1.1 101 ")
        with suppress(ConnectionError):
            connection.sendall(begun + frame * 100_000)
        closed = all_from(connection)
    assert closed in (b"", b"\x88\x24\x03\xf0These are too many frames at once.")
    assert server.get(f"/graphql?query={QUERY}")[0] == 200


def test_a_long_message_in_many_frames_is_read(server: Server) -> None:
    with connect(f"ws://127.0.0.1:{server.port}/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send('{"type": "connection_init"}')
        assert json.loads(socket.recv())["type"] == "connection_ack"
        asked = json.dumps({"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { role } }" + " " * 9_000}})
        socket.send(asked[at : at + 100] for at in range(0, len(asked), 100))
        assert json.loads(socket.recv())["payload"] == {"data": {"viewer": {"role": "PUBLIC"}}}
