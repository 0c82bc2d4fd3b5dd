"""Texts, links and periods of partnerships, as they are kept. All of these raise typed refusals."""

from __future__ import annotations

from datetime import date

from core import Invalid, one_line, one_line_or_none, web_address_or_none, worded, worded_or_none
from plugins.partnerships.errors import EndBeforeStart, UnsafeLink

LONGEST_TEXT = 20_000
LONGEST_LINE = 300
YEARS = range(1945, 3_000)
"""Years in which something of a partnership may lie."""


def line(written: str, what: str, *path: str, longest: int = LONGEST_LINE) -> str:
    """A text of one line that says something, without spaces around it. Raises Invalid."""
    return one_line(written, longest, what, *path)


def line_or_none(written: str | None, what: str, *path: str, longest: int = LONGEST_LINE) -> str | None:
    """The same for one that may be left out: None where it is empty. Raises Invalid."""
    return one_line_or_none(written, longest, what, *path)


def text(written: str, what: str, *path: str) -> str:
    """A longer text that says something, without spaces around it. Raises Invalid."""
    return worded(written, LONGEST_TEXT, what, *path)


def text_or_none(written: str | None, what: str, *path: str) -> str | None:
    """The same for one that may be left out: None where it is empty. Raises Invalid."""
    return worded_or_none(written, LONGEST_TEXT, what, *path)


def web_address(written: str | None, *path: str) -> str | None:
    """An address on the web, http or https. Raises UnsafeLink for any other scheme, such as javascript:."""
    try:
        return web_address_or_none(written, *path)
    except Invalid as refusal:
        raise UnsafeLink(refusal.message, *path) from None


def require_plausible_day(given: date | None, *path: str) -> None:
    """Raise Invalid for a day of a year that nobody can mean."""
    if given is not None and given.year not in YEARS:
        raise Invalid("Nothing of a partnership is of such a year.", *path)


def require_period(start: date | None, end: date | None, *path: str) -> None:
    """Raise EndBeforeStart unless the end is the start or later, Invalid where it makes no sense."""
    if start is not None and end is not None and end < start:
        raise EndBeforeStart(start, *path)
    require_plausible_day(end, *path)
