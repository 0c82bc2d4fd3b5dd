"""The errors that outsiders get when the database is unavailable, slow or read-only, without any internals."""

from __future__ import annotations

import logging

from core.errors import Unavailable
from schema.request.bad_request import BadRequest

logger = logging.getLogger("nmirf.platform")

UNWRITABLE = {"DATABASE_READ_ONLY", "DATABASE_FULL", "DATABASE_PRIVILEGE", "DATABASE_MISSING", "DATABASE_REPLACED"}
"""What the operator has to correct; the log says how."""


def unreachable(code: str = "DATABASE_UNREACHABLE") -> BadRequest:
    return BadRequest(code, "The database does not answer. Try again in a moment.")


def unreadable(error: Unavailable) -> BadRequest:
    """The error for a read while the database does not answer; where and why is only in the log."""
    logger.warning("%s: %s", error.code, error.message)
    return unreachable(error.code)


def as_outsiders_see(error: Unavailable) -> BadRequest:
    """The error for outsiders while the database does not answer or takes no writes, without where or why."""
    if error.code == "DATABASE_UNREACHABLE":
        return unreachable()
    if error.code in UNWRITABLE:
        return BadRequest(
            error.code, "The platform takes no writes at the moment: nothing was written. Try again later."
        )
    return BadRequest(error.code, error.message)


def too_slow(seconds: float) -> BadRequest:
    return BadRequest(
        "TIME_LIMIT",
        f"The database worked on this for {seconds:g} seconds and was stopped. Ask for less at once: "
        "fewer nested lists, smaller pages, no counts.",
    )


def too_much() -> BadRequest:
    return BadRequest("COST", "This is more than the database can do in one statement. Ask in several requests.")
