"""Gives up clients that do not take their answers: what is left of each would stay in memory."""

from __future__ import annotations

import asyncio


class Unread:
    """Watches what a connection has to send, while its client is slower than that comes.

    The connection is ended once its client has taken nothing of it for so many seconds.
    """

    def __init__(self, transport: asyncio.WriteTransport, seconds: float) -> None:
        self.transport, self.seconds = transport, seconds
        self.timer: asyncio.TimerHandle | None = None

    def watch(self) -> None:
        """Look again after the time, at how much there is by now."""
        size, loop = self.transport.get_write_buffer_size(), asyncio.get_running_loop()
        self.timer = loop.call_later(self.seconds, self._look, size)

    def rest(self) -> None:
        """Watch no more: there is little left to send, or nobody to send it to."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _look(self, size: int) -> None:
        if self.transport.get_write_buffer_size() < size:
            self.watch()
        else:
            self.transport.abort()
