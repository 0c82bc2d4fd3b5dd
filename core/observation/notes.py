"""Notes of answered requests, for the log and the metrics: written together a moment later."""

from __future__ import annotations

import asyncio
import logging
from typing import NamedTuple

from core.observation.metrics import Metrics

logger = logging.getLogger("nmirf.requests")

MOMENT = 0.1
"""Seconds. Writing a line for each answer at once would take longer than some answers."""

MOST = 250
"""The most that are written at once: requests that come meanwhile wait less than a millisecond."""


class Note(NamedTuple):
    """An answered request. at: seconds since 1970; kind and operation: of its GraphQL operation, if any."""

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
    """Collects notes for a moment, then writes lines of the log and updates the metrics."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self.collected: list[Note] = []
        self.waiting = False

    def add(self, note: Note) -> None:
        """Note a request; it is logged within a moment."""
        self.collected.append(note)
        if not self.waiting:
            self.flush_soon()
        elif len(self.collected) == MOST:
            self.flush()

    def flush_soon(self) -> None:
        """Flush within a moment, even if no request was noted."""
        if not self.waiting:
            self.waiting = True
            asyncio.get_running_loop().call_later(MOMENT, self._later)

    def _later(self) -> None:
        self.waiting = False
        self.flush()

    def flush(self) -> None:
        """Write a line of the log for each noted request, and update the metrics."""
        collected, self.collected = self.collected, []
        for note in collected:
            self.metrics.requested(note.route, note.method, note.status, note.seconds)
        self.metrics.flush()
        if collected and logger.isEnabledFor(logging.INFO):
            # Not made by the logger, which would look for its caller in the stack.
            record = logging.LogRecord(logger.name, logging.INFO, "", 0, "answered", (), None)
            record.notes = collected
            logger.handle(record)
