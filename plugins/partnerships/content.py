"""What is kept of partners and partnerships: names, links, days and periods, refused where they make no sense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core import Invalid, web_address_or_none
from core.members import folded, search_names
from plugins.partnerships.errors import EndBeforeStart, UnsafeLink

YEARS = range(1945, 3_000)
"""Years in which something of a partnership may lie."""


def names_of(name: Mapping[str, str], original_language: str, acronym: str | None) -> dict[str, str]:
    """The columns by which a partner is sorted and found, whatever the order of its names."""
    written = [*(name[code] for code in sorted(name)), *([acronym] if acronym else [])]
    return {"sort_name": folded(name.get("en") or name[original_language]), "search_names": search_names(written)}


def safe_link_or_none(written: str | None, *path: str) -> str | None:
    """A link to http or https, None where it is blank. Raises UnsafeLink for any other scheme, such as javascript:."""
    try:
        return web_address_or_none(written, *path)
    except Invalid as refusal:
        raise UnsafeLink(refusal.message, *path) from None


def require_plausible_day(given: date | None, *path: str) -> None:
    """Raises Invalid for a day of a year that nobody can mean."""
    if given is not None and given.year not in YEARS:
        raise Invalid("Nothing of a partnership is of such a year.", *path)


def require_period(start: date | None, end: date | None, *path: str) -> None:
    """Raises EndBeforeStart unless the end is the start or later, Invalid where it makes no sense."""
    if start is not None and end is not None and end < start:
        raise EndBeforeStart(start, *path)
    require_plausible_day(end, *path)
