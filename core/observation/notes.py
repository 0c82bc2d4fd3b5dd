"""What the log and the metrics are told of requests: together for all of a moment, after their answers."""

from __future__ import annotations

import asyncio
import logging
from typing import NamedTuple

from core.observation.metrics import Metrics

logger = logging.getLogger("nmirf.requests")

MOMENT = 0.1
"""Seconds. To write a line as each request is answered would take longer than some answers do."""

MOST = 250
"""The most that are told at once: requests that come meanwhile wait for less than a millisecond."""


class Note(NamedTuple):
    """A request that was answered. at: seconds since 1970; kind and operation: of what it asked, if anything."""

    at: float
    request: str
    method: str
    route: str
    status: int
    seconds: float
    kind: str | None
    operation: str | None

    @property
    def ms(self) -> str:
        return f"{self.seconds * 1_000:.2f}"


class Notes:
    """Lines of the log and numbers of the metrics, kept for a moment."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self.taken: list[Note] = []
        self.waiting = False

    def take(self, note: Note) -> None:
        """Note a request; it is told of within a moment."""
        self.taken.append(note)
        if not self.waiting:
            self.soon()
        elif len(self.taken) == MOST:
            self.tell()

    def soon(self) -> None:
        """Tell within a moment what was counted, also where it is no request."""
        if not self.waiting:
            self.waiting = True
            asyncio.get_running_loop().call_later(MOMENT, self._later)

    def _later(self) -> None:
        self.waiting = False
        self.tell()

    def tell(self) -> None:
        """Tell what there is to tell: a line of the log for each request, and the metrics."""
        taken, self.taken = self.taken, []
        for note in taken:
            self.metrics.requested(note.route, note.method, note.status, note.seconds)
        self.metrics.tell()
        if taken and logger.isEnabledFor(logging.INFO):
            # Made here rather than by the logger, which looks for its caller in the stack.
            record = logging.LogRecord(logger.name, logging.INFO, "", 0, "answered", (), None)
            record.notes = taken
            logger.handle(record)
