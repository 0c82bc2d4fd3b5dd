"""Web sockets whose frames are read a few at a time: a hundred thousand small ones would delay everybody.

Clients that do not take what they subscribed to are given up, see `Unread`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode
from websockets.protocol import State

from core.http.wire.unread import WatchesUnread

BYTES_TOGETHER = 4_096
"""So many are parsed before their frames are counted: some 700 at most."""
MOST_FRAMES = 1_000
"""The most frames that may arrive at one time; more can mean nothing."""
SECONDS_TO_TAKE_THE_LAST = 1.0
"""How long a client may take to read what it was sent, and the close frame, before the server ends."""


class SocketConnection(WatchesUnread, WebSocketsSansIOProtocol):  # type: ignore[misc]
    """A connection that has become a web socket."""

    abort_timer: asyncio.TimerHandle | None = None
    """Ends it without waiting any longer for the client."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        app: Any = self.app
        self.limits = app.limits
        self.conn.max_message_size = self.limits.body_bytes

    def connection_lost(self, exc: Exception | None) -> None:
        if self.abort_timer is not None:
            self.abort_timer.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.pong_timer is not None:
            self._wait_for_pong()

    def keepalive_timeout(self) -> None:
        """Give up a client that does not answer a ping, unless it still has to take answers, which are watched."""
        if not self.writable.is_set():
            self._wait_for_pong()
            return
        takes_nothing = self.transport.get_write_buffer_size() > 0
        super().keepalive_timeout()
        if takes_nothing:
            self.transport.abort()

    def _wait_for_pong(self) -> None:
        """Give a slow client the full time to answer a ping again."""
        if self.pong_timer is not None:
            self.pong_timer.cancel()
        self.pong_timer = self.loop.call_later(self.ping_timeout or 0, self.keepalive_timeout)

    def shutdown(self) -> None:
        self.abort_timer = self.loop.call_later(SECONDS_TO_TAKE_THE_LAST, self.transport.abort)
        if self.handshake_complete and self.conn.state is not State.OPEN:
            self.stop_keepalive()
            self.transport.close()  # A close frame has been sent, if only by the client.
        else:
            super().shutdown()

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
