"""Texts and addresses that people write, as they are stored; refused if they make no sense."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from core.errors import InvalidText, TextProblem
from core.inputs.folding import IGNORED
from core.inputs.signs import CONTROLS, unpaired_isolate

LONGEST_WEB_ADDRESS = 2_000
LONGEST_MAIL_ADDRESS = 254
"""The most characters of a mail address that mail servers accept (RFC 5321)."""
INVISIBLE = re.compile(rf"[\s\u200b{''.join(IGNORED)}]*")
"""White space, and signs that a display ignores: a text of nothing else is empty."""


def in_capitals(written: str) -> str:
    """A code or a name in ASCII capitals; unchanged if it has other letters: some of those have ASCII capitals."""
    return written.upper() if written.isascii() else written


def at_most(longest: int, each: bool = False) -> str:
    """What the description of an input's field says of a maximum: "At most 300 characters." each: of a list's items."""
    return f"At most {longest:,} characters{' each' if each else ''}."


def worded(written: str, longest: int, what: str, *path: str, trimmed: bool = True) -> str:
    """A text as it is stored, without white space around it; if it is not `trimmed`, with it.

    Raises InvalidText if it is blank, too long, or contains one of the CONTROLS or half a pair of isolates.
    """
    kept = written.strip() if trimmed else written
    if _is_blank(kept):
        raise InvalidText(f"The {what} is empty.", TextProblem.EMPTY, *path)
    if len(kept) > longest:
        told = f"The {what} has {len(kept):,} characters; {longest:,} at most."
        raise InvalidText(told, TextProblem.TOO_LONG, *path, longest=longest)
    if control := CONTROLS.search(kept):
        told = f"The {what} contains the control character U+{ord(control[0]):04X}; remove it."
        raise InvalidText(told, TextProblem.CONTROL_CHARACTER, *path)
    if isolate := unpaired_isolate(kept):
        told = (
            f"The {what} contains the sign of direction U+{ord(isolate):04X} without its counterpart in the same line: "
            "add that, or remove it."
        )
        raise InvalidText(told, TextProblem.CONTROL_CHARACTER, *path)
    return kept


def worded_or_none(written: str | None, longest: int, what: str, *path: str, trimmed: bool = True) -> str | None:
    """A text that may be left out, as it is stored: None if it is blank. Raises InvalidText as `worded` does."""
    return worded(written, longest, what, *path, trimmed=trimmed) if written and not _is_blank(written) else None


def one_line(written: str, longest: int, what: str, *path: str) -> str:
    """A name or a title as it is stored. Raises InvalidText as `worded` does, and if it has several lines."""
    kept = worded(written, longest, what, *path)
    if len(kept.splitlines()) > 1:
        raise InvalidText(f"The {what} has several lines: write it in one line.", TextProblem.SEVERAL_LINES, *path)
    return kept


def one_line_or_none(written: str | None, longest: int, what: str, *path: str) -> str | None:
    """A name or a title that may be left out: None if it is blank. Raises InvalidText as `one_line` does."""
    return one_line(written, longest, what, *path) if written and not _is_blank(written) else None


def web_address(written: str, *path: str) -> str:
    """The address of a page, http or https, without white space around it. Raises InvalidText for anything else."""
    kept = worded(written, LONGEST_WEB_ADDRESS, "address", *path)
    if not _leads_to_a_host(kept) or not _unbroken(kept):
        raise InvalidText(
            "This is not the address of a page: it begins with https:// or http://, names a host, and has no white "
            "space.",
            TextProblem.NO_WEB_ADDRESS,
            *path,
        )
    return kept


def web_address_or_none(written: str | None, *path: str) -> str | None:
    """An address that may be left out: None if it is blank. Raises InvalidText as `web_address` does."""
    return web_address(written, *path) if written and not _is_blank(written) else None


def mail_address(written: str, *path: str) -> str:
    """A mail address that every server accepts, as in name@example.org: only ASCII. Raises InvalidText otherwise."""
    worded(written, LONGEST_MAIL_ADDRESS, "mail address", *path, trimmed=False)
    if not is_mail_address(written) or "." not in written.rpartition("@")[2].strip("."):
        raise InvalidText(
            "This is not a mail address: give one, as in name@example.org, in ASCII.",
            TextProblem.NO_MAIL_ADDRESS,
            *path,
        )
    return written


def is_mail_address(written: str) -> bool:
    """Whether this is one mail address in ASCII, including that of a local host, as in name@localhost.

    Not with an IP address in brackets: the standard library does not send to it.
    """
    from email.headerregistry import Address  # takes memory in every worker; addresses are rarely given

    if len(written) > LONGEST_MAIL_ADDRESS or not written.isascii() or not _unbroken(written):
        return False
    try:
        read = Address(addr_spec=written)
    except Exception:  # the library raises anything: IndexError, AttributeError and others
        return False
    return read.addr_spec == written and bool(read.username and read.domain) and not read.domain.startswith("[")


def _is_blank(written: str) -> bool:
    """Whether a text has no visible characters."""
    return INVISIBLE.fullmatch(written) is not None


def _unbroken(written: str) -> bool:
    """Whether a text has neither white space nor control characters."""
    return written.isprintable() and " " not in written


def _leads_to_a_host(written: str) -> bool:
    try:
        parts = urlsplit(written)
        good = parts.scheme in ("http", "https") and bool((parts.hostname or "").strip(".")) and parts.port != 0
    except ValueError:
        return False
    return good and not any(sign in '<>"`\\' for sign in written)
