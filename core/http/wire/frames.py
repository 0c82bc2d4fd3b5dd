"""Web sockets whose frames are read a few at a time: small ones by the hundred thousand would hold up everybody."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode

BYTES_TOGETHER = 4_096
"""So many are taken apart before it is looked how many frames they were: some 700 at most."""
MOST_FRAMES = 1_000
"""The most frames of what has arrived at one time; whoever sends more says nothing with them."""


class SocketConnection(WebSocketsSansIOProtocol):
    """A connection that has become a web socket."""

    def data_received(self, data: bytes) -> None:
        self.arrived = 0
        for at in range(0, len(data), BYTES_TOGETHER):
            super().data_received(data[at : at + BYTES_TOGETHER])
            if self.close_sent:
                return

    def handle_events(self) -> None:
        self.arrived += len(self.conn.events)
        if self.arrived > MOST_FRAMES:
            self.conn.fail(CloseCode.POLICY_VIOLATION, "These are too many frames at once.")
            self.handle_parser_exception()
        else:
            super().handle_events()
