"""Public ids in the input of writes."""

from __future__ import annotations

from core.errors import Invalid


class InvalidId(Invalid):
    """A string that is not the id of such a thing."""

    code = "INVALID_ID"


def key_of(identifier: str, type_name: str, *path: str) -> int:
    """The primary key in the id of a type. Raises InvalidId for any other string."""
    name, _, key = str(identifier).partition(":")
    if name != type_name or not (key.isascii() and key.isdecimal()) or len(key) > 18:
        raise InvalidId(f"{str(identifier)[:80]!r} is not the id of a {type_name}.", *path)
    return int(key)
