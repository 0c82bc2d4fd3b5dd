"""What people write, as it is kept: refused where it cannot be meant."""

from __future__ import annotations

from email.headerregistry import Address

from core.errors import Invalid

LONGEST_MAIL_ADDRESS = 254
"""The most signs of a mail address that mail servers take (RFC 5321)."""


def mail_address(written: str, *path: str) -> str:
    """One address that every mail server takes, as in name@example.org: ASCII alone. Raises Invalid for all else."""
    if len(written) > LONGEST_MAIL_ADDRESS or not _is_address(written) or not _unbroken(written):
        raise Invalid(
            "This is not a mail address: give one, as in name@example.org, "
            f"of {LONGEST_MAIL_ADDRESS} signs of ASCII at most.",
            *path,
        )
    return written


def _unbroken(written: str) -> bool:
    """Whether there is neither white space nor a control sign in it, nor one beyond ASCII."""
    return written.isascii() and written.isprintable() and " " not in written


def _is_address(written: str) -> bool:
    try:
        read = Address(addr_spec=written)
    except Exception:  # the library raises whatever it stumbles over: IndexError, AttributeError and others
        return False
    return read.addr_spec == written and "." in read.domain.strip(".")
