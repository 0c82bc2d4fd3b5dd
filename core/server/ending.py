"""How a server process ends: in time, whatever still holds it up."""

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
"""How long requests under way may take once the process is told to end."""
SECONDS = SECONDS_FOR_REQUESTS + 5
"""How long all of it may take: less than what ends a service by force waits, see `deploy/nmirf.service`."""


def end_in_time() -> None:
    """From now on SIGTERM and SIGINT end this process in SECONDS at the latest; called in its main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def told(number: int, frame: FrameType | None, before: object = before) -> None:
            timer = threading.Timer(SECONDS, _give_up)
            timer.daemon = True
            timer.start()
            if callable(before):
                before(number, frame)

        signal.signal(number, told)


def _give_up() -> None:
    """End at once, and tell where the main thread is: a plugin that blocks it is seen there."""
    at = traceback.extract_stack(sys._current_frames()[threading.main_thread().ident or 0])[-1]
    logger.error(
        "the server has not ended %s seconds after it was told to, and is given up, at %s:%s; if that is in a plugin, "
        "it waits there without await, which holds up everything",
        SECONDS,
        at.filename,
        at.lineno,
    )
    os._exit(1)
