"""What strangers are told where a database does not answer, not in time, or takes no writes: never of where or why."""

from __future__ import annotations

import logging

from core.errors import Unavailable
from schema.request.bad_request import BadRequest

logger = logging.getLogger("nmirf.platform")

UNWRITABLE = {"DATABASE_READ_ONLY", "DATABASE_FULL", "DATABASE_PRIVILEGE", "DATABASE_MISSING", "DATABASE_REPLACED"}
"""What the operator has to mend, and is told in the log."""


def unreachable(code: str = "DATABASE_UNREACHABLE") -> BadRequest:
    return BadRequest(code, "The database does not answer. Try again in a moment.")


def unreadable(error: Unavailable) -> BadRequest:
    """What whoever reads is told where the database does not answer: the log alone tells of where and why."""
    logger.warning("%s: %s", error.code, error.message)
    return unreachable(error.code)


def for_strangers(error: Unavailable) -> BadRequest:
    """What strangers are told where the database does not answer or takes no writes: nothing of where or why."""
    if error.code == "DATABASE_UNREACHABLE":
        return unreachable()
    if error.code in UNWRITABLE:
        return BadRequest(error.code, "The platform takes no writes just now: nothing was written. Try again later.")
    return BadRequest(error.code, error.message)


def too_slow(seconds: float) -> BadRequest:
    return BadRequest(
        "TIME_LIMIT",
        f"The database worked on this for {seconds:g} seconds and was stopped. Ask for less at once: "
        "fewer nested lists, smaller pages, no counts.",
    )


def too_much() -> BadRequest:
    return BadRequest("COST", "This is more than the database takes in one statement. Ask in several requests.")
