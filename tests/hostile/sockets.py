"""Connections on which strangers send what they like."""

from __future__ import annotations

import socket
from contextlib import suppress

from tests.operation.servers import Server


def opened(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def all_from(connection: socket.socket) -> bytes:
    received = b""
    with suppress(ConnectionError):
        while part := connection.recv(65_536):
            received += part
    return received
