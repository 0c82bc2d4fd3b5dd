"""Ids as clients send them: `Practice:12`."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import FieldNode

from schema.request.bad_request import BadRequest


def key_in(identifier: str, type_name: str) -> int | None:
    """The primary key in an id of the given type; None for any other string, `Practice:012` for instance."""
    name, _, key = identifier.partition(":")
    number = key.isdecimal() and key.isascii() and len(key) <= 18 and (key[0] != "0" or key == "0")
    return int(key) if name == type_name and number else None


def primary_key(identifier: str, type_name: str, node: FieldNode | None = None, path: Sequence[str] = ()) -> int:
    """The primary key in an id of the given type; raises BadRequest INVALID_ID for any other string."""
    key = key_in(identifier, type_name)
    if key is None:
        raise BadRequest(
            "INVALID_ID",
            f"{identifier[:80]!r} is not the id of a {type_name}. Take ids from a {type_name}'s field `id`.",
            node,
            path,
            identifier,
        )
    return key


def any_id(identifier: str) -> str:
    """The id as it was sent, of any type, even of a removed plugin's. Otherwise raises BadRequest INVALID_ID."""
    name = identifier.partition(":")[0]
    if not name.isidentifier() or key_in(identifier, name) is None:
        raise BadRequest("INVALID_ID", f"{identifier[:80]!r} is not an id. Take ids from the field `id` of any object.")
    return identifier
