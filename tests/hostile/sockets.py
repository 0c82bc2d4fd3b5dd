"""Connections on which strangers send what they like."""

from __future__ import annotations

import socket
from contextlib import suppress

from tests.servers import Server


def opened(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def all_from(connection: socket.socket) -> bytes:
    received = b""
    with suppress(ConnectionError):
        while part := connection.recv(65_536):
            received += part
    return received


def next_answer(connection: socket.socket) -> bytes:
    """An answer in JSON, after which the connection stays open."""
    received = b""
    while not received.endswith(b"}"):
        part = connection.recv(65_536)
        assert part, f"the connection was ended after {received!r}"
        received += part
    return received
