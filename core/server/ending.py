"""A server process ends in time, whatever still delays it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import traceback
from types import FrameType

logger = logging.getLogger("nmirf.ending")

SECONDS_FOR_REQUESTS = 20
"""How long requests under way may take once the process has to end."""
SECONDS = SECONDS_FOR_REQUESTS + 5
"""How long ending may take: less than the service manager waits before it kills, see `deploy/nmirf.service`."""


def end_in_time() -> None:
    """From now on SIGTERM and SIGINT end this process within SECONDS. Call it in the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def end(number: int, frame: FrameType | None, before: object = before) -> None:
            timer = threading.Timer(SECONDS, _give_up)
            timer.daemon = True
            timer.start()
            if callable(before):
                before(number, frame)

        signal.signal(number, end)


def _give_up() -> None:
    """End at once, and log where the main thread is, which shows a plugin that blocks it."""
    at = traceback.extract_stack(sys._current_frames()[threading.main_thread().ident or 0])[-1]
    logger.error(
        "the server has not ended %s seconds after the signal to end, and is given up, at %s:%s; "
        "if that is in a plugin, it waits there without await, which blocks everything",
        SECONDS,
        at.filename,
        at.lineno,
    )
    os._exit(1)
