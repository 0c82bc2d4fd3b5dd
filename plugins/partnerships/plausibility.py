"""Checks of links, days, periods and corrections: those that make no sense are refused."""

from __future__ import annotations

from collections.abc import Sized
from datetime import date

from core import Invalid, InvalidText, web_address_or_none
from plugins.partnerships.errors import EndBeforeStart, UnsafeLink

YEARS = range(1945, 3_000)
"""The years in which days of a partnership may lie."""


def safe_link_or_none(written: str | None, *path: str) -> str | None:
    """A link to http or https; None if it is blank. Raises UnsafeLink for any other scheme, such as javascript:."""
    try:
        return web_address_or_none(written, *path)
    except InvalidText as refusal:
        raise UnsafeLink(refusal.message, refusal.problem, *path, longest=refusal.longest) from None


def require_plausible_day(given: date | None, *path: str) -> None:
    """Raises Invalid for a day in a year that cannot be meant."""
    if given is not None and given.year not in YEARS:
        raise Invalid(f"Give a year from {YEARS.start} to {YEARS.stop - 1}.", *path)


def require_period(start: date | None, end: date | None, *path: str) -> None:
    """Raises EndBeforeStart if the end is before the start, Invalid if its year makes no sense."""
    if start is not None and end is not None and end < start:
        raise EndBeforeStart(start, *path)
    require_plausible_day(end, *path)


def require_correction(changed: Sized, path: str) -> None:
    """Raises Invalid if nothing is changed, because all that is given is recorded already."""
    if not changed:
        raise Invalid("This would change nothing: all of it is recorded already.", path)
