"""Ports of loopback for servers that tests start."""

from __future__ import annotations

import socket
from random import SystemRandom

BELOW_CONNECTIONS = range(10_000, 32_000)
"""Where no system takes the near end of a connection from, which would be gone before the server is up."""


def free_port() -> int:
    """A port on which nobody listens; tests side by side draw others."""
    while True:
        port = SystemRandom().choice(BELOW_CONNECTIONS)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
