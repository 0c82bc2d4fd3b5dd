"""Ids as whoever reads gives them."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import FieldNode

from schema.asking.bad_request import BadRequest


def is_number(key: str) -> bool:
    """Whether the part of an id after its type is one, written as ids are."""
    return key.isdecimal() and key.isascii() and len(key) <= 18 and (key[0] != "0" or key == "0")


def primary_key(identifier: str, type_name: str, node: FieldNode | None = None, path: Sequence[str] = ()) -> int:
    """The primary key in an id of the given type; raises BadRequest INVALID_ID for any other string."""
    name, _, key = identifier.partition(":")
    if name != type_name or not is_number(key):
        raise BadRequest(
            "INVALID_ID",
            f"{identifier[:80]!r} is not the id of a {type_name}. Take ids from a {type_name}'s field `id`.",
            node,
            path,
            identifier,
        )
    return int(key)
