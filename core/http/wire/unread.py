"""Gives up clients that do not take their answers: otherwise the rest of each would stay in memory."""

from __future__ import annotations

import asyncio

from schema.limits import Limits


class Unread:
    """Watches what a connection has to send, while its client is too slow or once it is being closed.

    The connection is aborted once its client has taken nothing for so many seconds. No event reports that a connection
    is being closed: that is polled, at the same interval. slow: whether the client is slower than its answers.
    """

    def __init__(self, transport: asyncio.WriteTransport, seconds: float) -> None:
        self.transport, self.seconds, self.slow = transport, seconds, False
        self.timer = self._start_timer()

    def watch(self) -> None:
        """Watch from now on: the client is slower than its answers."""
        self.slow = True
        self._restart_timer()

    def relax(self) -> None:
        """Watch only once the connection is being closed: there is little left to send."""
        self.slow = False
        self._restart_timer()

    def end(self) -> None:
        """Stop watching: the connection is gone."""
        self.timer.cancel()

    def _restart_timer(self) -> None:
        self.timer.cancel()
        self.timer = self._start_timer()

    def _start_timer(self) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self.seconds, self._check, self._left())

    def _left(self) -> int:
        """How many bytes the client still has to take; 0 while it is not watched."""
        return self.transport.get_write_buffer_size() if self.slow or self.transport.is_closing() else 0

    def _check(self, before: int) -> None:
        if 0 < before <= self._left():
            self.transport.abort()
        else:
            self.timer = self._start_timer()


class WatchesUnread(asyncio.Protocol):
    """A mixin for uvicorn's protocols: a connection that watches what its client leaves unread."""

    limits: Limits
    unread: Unread

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.unread = Unread(transport, self.limits.unread_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self.unread.end()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.unread.watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.unread.relax()
