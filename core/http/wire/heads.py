"""The head of a request while it arrives: how much of it there may be, and how long it may take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from schema.limits import Limits
from schema.serving.http import HttpError


class Head:
    """The head of the request that a client sends.

    arriving: until it is whole; the first one from when the client connects. received: the bytes since the chunk in
    which a request began, or since its last piece of body; counted until all of it is read. refusal: of a head that is
    whole and too large. timer: runs while the client has to send a head, or the rest of an answered request.
    """

    def __init__(self, limits: Limits, loop: asyncio.AbstractEventLoop) -> None:
        self.limits, self.loop = limits, loop
        self.arriving, self.received, self.chunk = True, 0, 0
        self.refusal: HttpError | None = None
        self.timer: asyncio.TimerHandle | None = None

    def start_timer(self, end: Callable[[], None]) -> None:
        """Give the client its full time from now on. end: called once that is over."""
        self.timer = self.loop.call_later(self.limits.body_seconds, self._time_out, end)

    def stop_timer(self) -> None:
        """Give the client as long as it takes: it has nothing to send."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def too_large(self) -> HttpError:
        """The refusal of a head with more bytes than it may have."""
        return HttpError(
            431,
            "HEAD_SIZE",
            f"The address and the headers of a request have at most {self.limits.head_bytes:,} bytes. "
            "Use POST for what is long.",
        )

    def too_late(self) -> HttpError:
        """The refusal of a head that has not arrived in time."""
        seconds = self.limits.body_seconds
        return HttpError(408, "HEAD_TIME", f"The head of the request did not arrive within {seconds:g} seconds.")

    def _time_out(self, end: Callable[[], None]) -> None:
        self.timer = None
        end()
