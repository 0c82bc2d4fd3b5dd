"""Web sockets whose frames are read a few at a time: small ones by the hundred thousand would hold up everybody.

Clients that do not take what they asked for are given up, see `Unread`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode
from websockets.protocol import State

from core.http.wire.unread import Unread
from schema.limits import Limits

BYTES_TOGETHER = 4_096
"""So many are taken apart before it is looked how many frames they were: some 700 at most."""
MOST_FRAMES = 1_000
"""The most frames of what has arrived at one time; whoever sends more says nothing with them."""
SECONDS_TO_TAKE_THE_LAST = 1.0
"""How long a client may take for what it was sent before the server ends, with the goodbye after it."""


class SocketConnection(WebSocketsSansIOProtocol):
    """A connection that has become a web socket."""

    last: asyncio.TimerHandle | None = None
    """What ends it without waiting for the client any longer."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        app: Any = self.app
        self.limits: Limits = app.limits
        self.conn.max_message_size = self.limits.body_bytes

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.unread = Unread(transport, self.limits.unread_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self.unread.end()
        if self.last is not None:
            self.last.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.unread.watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.unread.rest()
        if self.pong_timer is not None:
            self._wait_for_pong()

    def keepalive_timeout(self) -> None:
        """Give up a client that does not answer a ping, unless what it is still to take before that is watched."""
        if not self.writable.is_set():
            self._wait_for_pong()
            return
        takes_nothing = self.transport.get_write_buffer_size() > 0
        super().keepalive_timeout()
        if takes_nothing:
            self.transport.abort()

    def _wait_for_pong(self) -> None:
        """Have a client that takes its time get the time to answer a ping anew."""
        if self.pong_timer is not None:
            self.pong_timer.cancel()
        self.pong_timer = self.loop.call_later(self.ping_timeout or 0, self.keepalive_timeout)

    def shutdown(self) -> None:
        self.last = self.loop.call_later(SECONDS_TO_TAKE_THE_LAST, self.transport.abort)
        if self.handshake_complete and self.conn.state is not State.OPEN:
            self.stop_keepalive()
            self.transport.close()  # Goodbye has been said, if only by the client.
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
