"""What can be meant by a text, a link, a period or a list of numbers. All of these raise typed refusals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from core import Invalid
from plugins.partnerships.errors import EndBeforeStart, UnsafeLink

LONGEST_TEXT = 20_000
LONGEST_LINE = 300


def line(written: str, *path: str, longest: int = LONGEST_LINE) -> str:
    """A text that says something, without spaces around it. Raises Invalid."""
    found = written.strip()
    if not found:
        raise Invalid("This cannot be empty.", *path)
    if len(found) > longest:
        raise Invalid(f"This has {len(found):,} signs; {longest:,} at most.", *path)
    if "\x00" in found:
        raise Invalid("This holds a NUL sign; take it out.", *path)
    return found


def text(written: str, *path: str) -> str:
    """A longer text that says something. Raises Invalid."""
    return line(written, *path, longest=LONGEST_TEXT)


def optional(written: str | None, *path: str, longest: int = LONGEST_LINE) -> str | None:
    """A text, or None where there is none. Raises Invalid."""
    return line(written, *path, longest=longest) if written is not None and written.strip() else None


def web_address(written: str | None, *path: str) -> str | None:
    """An address on the web, http or https. Raises UnsafeLink for any other scheme, such as javascript:."""
    if written is None or not written.strip():
        return None
    found = written.strip()
    try:
        parts = urlsplit(found)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(found) <= 2_000
    except ValueError:
        good = False
    if not good or any(sign.isspace() or not sign.isprintable() or sign in "<>\"'`\\" for sign in found):
        raise UnsafeLink("A link begins with https:// or http:// and names a host.", *path)
    return found


def period(start: date | None, end: date | None, *path: str) -> None:
    """Raise EndBeforeStart unless the end is the start or later."""
    if start is not None and end is not None and end < start:
        raise EndBeforeStart(start, *path)


def numbers(given: Iterable[int], most: int, *path: str) -> list[int]:
    """Numbers from 1 to `most`, sorted, each once. Raises Invalid."""
    found = sorted(set(given))
    if any(not 1 <= number <= most for number in found):
        raise Invalid(f"These are numbered 1 to {most}.", *path)
    return found
