"""Gives up clients that do not take their answers: what is left of each would stay in memory."""

from __future__ import annotations

import asyncio


class Unread:
    """Watches what a connection has to send, while its client is slower than that comes or once it is being closed.

    The connection is ended once its client has taken nothing of it for so many seconds. Nobody tells when one begins to
    be closed: that is looked at as often. slow: whether the client is slower.
    """

    def __init__(self, transport: asyncio.WriteTransport, seconds: float) -> None:
        self.transport, self.seconds, self.slow = transport, seconds, False
        self.timer = self._look_later()

    def watch(self) -> None:
        """Watch from now on: the client is slower than what is to be sent comes."""
        self.slow = True
        self._begin_anew()

    def rest(self) -> None:
        """Watch only once the connection is being closed: there is little left to send."""
        self.slow = False
        self._begin_anew()

    def end(self) -> None:
        """Watch no more: there is nobody to send anything to."""
        self.timer.cancel()

    def _begin_anew(self) -> None:
        self.timer.cancel()
        self.timer = self._look_later()

    def _look_later(self) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self.seconds, self._look, self._left())

    def _left(self) -> int:
        """How many bytes the client is to take; 0 where it is not watched."""
        return self.transport.get_write_buffer_size() if self.slow or self.transport.is_closing() else 0

    def _look(self, before: int) -> None:
        if 0 < before <= self._left():
            self.transport.abort()
        else:
            self.timer = self._look_later()
