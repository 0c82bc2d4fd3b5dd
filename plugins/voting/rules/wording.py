"""What people write: how long it may be."""

from __future__ import annotations

from core import Invalid

TITLE, LINE, REASON, TEXT = 300, 1_000, 20_000, 200_000
"""The most signs of a title, of a line such as a place, of a reason, of a text of pages."""


def worded(written: str, longest: int, what: str, *path: str) -> str:
    """A text as it is kept, without blanks around it. Raises Invalid where it is empty or too long."""
    kept = written.strip()
    if not kept:
        raise Invalid(f"The {what} is empty.", *path)
    if len(kept) > longest:
        raise Invalid(f"The {what} has {len(kept):,} signs; {longest:,} at most.", *path)
    return kept


def worded_or_none(written: str | None, longest: int, what: str, *path: str) -> str | None:
    """The same for a text that may be left out: None where it is empty."""
    return worded(written, longest, what, *path) if written and written.strip() else None
