"""Canonical JSON (RFC 8785), fast for what the journal holds."""

from __future__ import annotations

from typing import Any

import orjson
import rfc8785

LARGEST = 2**53 - 1
PLAIN = frozenset({str, bool, type(None)})


def canonical(value: Any) -> bytes:
    """A JSON value in its one form by RFC 8785.

    orjson writes texts, whole numbers and sorted ASCII keys in this form. A value that holds anything else, such
    as fractions or other keys, is written by the slower rfc8785.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS) if _is_plain(value) else rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind in PLAIN:
        return True
    if kind is int:
        return bool(-LARGEST <= value <= LARGEST)
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii() or not (type(item) in PLAIN or _is_plain(item)):
                return False
        return True
    return kind is list and all(map(_is_plain, value))
