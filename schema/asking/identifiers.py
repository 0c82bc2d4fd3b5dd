"""Ids as whoever reads gives them."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import FieldNode

from schema.asking.bad_request import BadRequest


def primary_key(identifier: str, type_name: str, node: FieldNode | None = None, path: Sequence[str] = ()) -> int:
    """The primary key in an id of the given type; raises BadRequest INVALID_ID for any other string."""
    name, _, key = identifier.partition(":")
    if name != type_name or not key.isdecimal() or not key.isascii() or len(key) > 18:
        raise BadRequest(
            "INVALID_ID",
            f"{identifier[:80]!r} is not the id of a {type_name}. Take ids from a {type_name}'s field `id`.",
            node,
            path,
            identifier,
        )
    return int(key)
