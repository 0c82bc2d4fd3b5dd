"""Repeated work, as long as the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from logging import Logger

from core.concurrency.threads import run_to_its_end
from core.errors import Unavailable


async def again_and_again(work: Callable[[], object], seconds: float, doing: str, logger: Logger) -> None:
    """Do work in a thread, and again so many seconds after it is done. A failure is logged, and the work repeated.

    doing: its name in the log, for example `closing what is due`.
    """
    while True:
        try:
            await run_to_its_end(work)
        except Unavailable as away:
            logger.warning("%s waits for the database: %s: %s", doing, away.code, away.message)
        except Exception:
            logger.exception("%s failed; it is tried again in %s seconds", doing, seconds)
        await asyncio.sleep(seconds)
