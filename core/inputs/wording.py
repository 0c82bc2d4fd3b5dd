"""What people write, as it is kept: refused where it makes no sense."""

from __future__ import annotations

import re
from email.headerregistry import Address
from urllib.parse import urlsplit

from core.errors import Invalid
from core.inputs.folding import IGNORED

LONGEST_WEB_ADDRESS = 2_000
LONGEST_MAIL_ADDRESS = 254
"""The most characters of a mail address that mail servers take (RFC 5321)."""
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\ufffe\uffff]")
"""All but tabs and ends of lines; also those that turn how all that follows is read, and what XML may not hold. Marks
and isolates may stand."""

INVISIBLE = re.compile(rf"[\s\u200b{''.join(IGNORED)}]*")
"""White space, and what Unicode has ignored where a text is shown; but no CONTROLS."""


def in_capitals(written: str) -> str:
    """A code or a name in the capitals of ASCII; with other letters as it is, of which some have such a capital too."""
    return written.upper() if written.isascii() else written


def worded(written: str, longest: int, what: str, *path: str, trimmed: bool = True) -> str:
    """A text as it is kept, without blanks around it; with them, and counted, where it is not `trimmed`.

    Raises Invalid where it is blank, too long, or holds one of the CONTROLS.
    """
    kept = written.strip() if trimmed else written
    if _is_blank(kept):
        raise Invalid(f"The {what} is empty.", *path)
    if len(kept) > longest:
        raise Invalid(f"The {what} has {len(kept):,} characters; {longest:,} at most.", *path)
    if control := CONTROLS.search(kept):
        raise Invalid(f"The {what} holds the control character U+{ord(control[0]):04X}; take it out.", *path)
    return kept


def worded_or_none(written: str | None, longest: int, what: str, *path: str, trimmed: bool = True) -> str | None:
    """A text that may be left out, as it is kept: None where it is blank. Raises Invalid as `worded` does."""
    return worded(written, longest, what, *path, trimmed=trimmed) if written and not _is_blank(written) else None


def one_line(written: str, longest: int, what: str, *path: str) -> str:
    """A name or a title as it is kept. Raises Invalid as `worded` does, and where it has several lines."""
    kept = worded(written, longest, what, *path)
    if len(kept.splitlines()) > 1:
        raise Invalid(f"The {what} has several lines: write it in one.", *path)
    return kept


def one_line_or_none(written: str | None, longest: int, what: str, *path: str) -> str | None:
    """A name or a title that may be left out: None where it is blank. Raises Invalid as `one_line` does."""
    return one_line(written, longest, what, *path) if written and not _is_blank(written) else None


def web_address(written: str, *path: str) -> str:
    """The address of a page, http or https, without blanks around it. Raises Invalid for anything else."""
    kept = written.strip()
    if len(kept) > LONGEST_WEB_ADDRESS or not _leads_to_a_host(kept) or not _unbroken(kept):
        raise Invalid(
            "This is not the address of a page: it begins with https:// or http://, names a host, and has "
            f"{LONGEST_WEB_ADDRESS:,} characters at most, none of them white space.",
            *path,
        )
    return kept


def web_address_or_none(written: str | None, *path: str) -> str | None:
    """An address that may be left out: None where it is blank. Raises Invalid unless it is http or https."""
    return web_address(written, *path) if written and not _is_blank(written) else None


def mail_address(written: str, *path: str) -> str:
    """One address that every mail server takes, as in name@example.org: ASCII alone. Raises Invalid for all else."""
    if not is_mail_address(written) or "." not in written.rpartition("@")[2].strip("."):
        raise Invalid(
            "This is not a mail address: give one, as in name@example.org, "
            f"of {LONGEST_MAIL_ADDRESS} characters of ASCII at most.",
            *path,
        )
    return written


def is_mail_address(written: str) -> bool:
    """Whether this is one mail address in ASCII, be it of a host that is known only nearby, as in name@localhost.

    Not one that has an IP address in brackets: the standard library sends to none of them.
    """
    if len(written) > LONGEST_MAIL_ADDRESS or not written.isascii() or not _unbroken(written):
        return False
    try:
        read = Address(addr_spec=written)
    except Exception:  # the library raises whatever it stumbles over: IndexError, AttributeError and others
        return False
    return read.addr_spec == written and bool(read.username and read.domain) and not read.domain.startswith("[")


def _is_blank(written: str) -> bool:
    """Whether nothing of a text can be seen."""
    return INVISIBLE.fullmatch(written) is not None


def _unbroken(written: str) -> bool:
    """Whether there is neither white space nor a control sign in it."""
    return written.isprintable() and " " not in written


def _leads_to_a_host(written: str) -> bool:
    try:
        parts = urlsplit(written)
        good = parts.scheme in ("http", "https") and bool((parts.hostname or "").strip(".")) and parts.port != 0
    except ValueError:
        return False
    return good and not any(sign in '<>"`\\' for sign in written)
