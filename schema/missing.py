"""What stands in an answer where something is missing, or is put in later: marks that no data can hold."""

from __future__ import annotations

import secrets

RARE = "\x7f"
RARE_BYTE = 0x7F
"""A character that hardly any text holds, and that JSON keeps as it is: one look for it is faster than for a word."""

_TOKEN = f"{RARE}{secrets.token_urlsafe(4)}"
"""Random, so that no data can hold it; short, since statements name it for most values and are looked up by their text.
"""
_TOKEN_BYTES = _TOKEN.encode()
MISSING = f'"{_TOKEN}"'
"""Stands in an answer where a value that cannot be null is null, and as a key in an object that is not there."""
ABSENT = f'"{_TOKEN}-"'
"""Stands in an object for a value that it has whenever it is there."""

MARK_OF_WHOLES = f"{RARE}{secrets.token_urlsafe(8)}"
"""Stands in an answer for what is said of a whole result, and before each such text at its end."""
NO_REVISION = -1
"""The revision of a reader that knows nothing of whole results: there is none."""


def misses(body: bytes) -> bool:
    """Whether a value that must be there stands as missing in an answer's text, or an object as absent."""
    return RARE_BYTE in body and _TOKEN_BYTES in body
