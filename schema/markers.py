"""Markers in the text of an answer, for what is missing or is put in later: no data can contain them."""

from __future__ import annotations

import secrets

RARE = "\x7f"
RARE_BYTE = 0x7F
"""A character that hardly any text has and that JSON does not escape: to search for it is faster than for a word."""

_TOKEN = f"{RARE}{secrets.token_urlsafe(4)}"
"""Random, so that no data can contain it. Short, since statements have it for most values, and drivers look statements
up by their text."""
_TOKEN_BYTES = _TOKEN.encode()
MISSING = f'"{_TOKEN}"'
"""Stands for a null where the schema allows none; as a key, it marks an object whose row does not exist."""
ABSENT = f'"{_TOKEN}-"'
"""Stands for a null in a value that every row has: the row itself does not exist, and so the object is null."""

WHOLE_RESULT_MARK = f"{RARE}{secrets.token_urlsafe(8)}"
"""Takes the place of each text about a whole result in an answer; the texts follow at its end, each after a mark."""
NO_REVISION = -1
"""A revision that no data have: stands for the cached one if nothing is cached about whole results."""


def misses(body: bytes) -> bool:
    """Whether the text of an answer marks a value as missing or an object as absent."""
    return RARE_BYTE in body and _TOKEN_BYTES in body
