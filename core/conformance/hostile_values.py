"""Hostile values: for inputs of writes that were carried out, for ids, and for addresses of routes."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, get_nullable_type

MOST_OTHERS = 6
"""The most other values of an enum that are tried."""

IDENTIFIER = re.compile(r"([A-Z]\w+):\d+")
NO_KEY = 4503599627370497
"""A key that no row has."""

HOSTILE: tuple[Any, ...] = (
    "",
    " ",
    "x" * 3_000,
    "State:1",
    "Participant:999999999999999999999999",
    "'; --",
    "\U0001f600",
)
"""Instead of a text of an input."""
STRANGE_KEYS = ("0", "-1", "9" * 30, "x", "'; --")
"""Instead of an id."""
STRANGE_SEGMENTS = (*STRANGE_KEYS, "..", "%2e%2e%2f", "\U0001f600", "x" * 3_000)
"""Instead of a segment of an address."""


def hostile_inputs(given: dict[str, Any], kind: Any) -> Iterator[dict[str, Any]]:
    """The input of a write that was carried out, each time with one value replaced by a hostile or another one.

    kind: its GraphQL type, which lists the other values of an enum.
    """
    for path, value in leaves(given):
        enumerated = _enumerated(kind, path)
        others = [name for name in enumerated if name != value][:MOST_OTHERS]
        for replacement in [*others, None] if enumerated else _replacements(value):
            changed = copy.deepcopy(given)
            place: Any = changed
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = replacement
            yield changed


def _enumerated(kind: Any, path: tuple[Any, ...]) -> list[str]:
    """The values of the enum at a path of an input, if there is one; not inside a scalar such as JSON."""
    for step in path:
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLInputObjectType):
            kind = kind.fields[step].type
        elif isinstance(kind, GraphQLList):
            kind = kind.of_type
        else:
            return []
    kind = get_nullable_type(kind)
    return list(kind.values) if isinstance(kind, GraphQLEnumType) else []


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The values in an input, each with its path; of a list itself and its first."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        yield path, value
        for number, item in enumerate(value[:1]):
            yield from leaves(item, (*path, number))
    else:
        yield path, value


def _replacements(value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value, None)
    if isinstance(value, int):
        return (0, -1, 2_147_483_647, None)
    if isinstance(value, list):
        return ([], [*value, *value], None)
    if isinstance(value, str) and value[:4].isdecimal() and value[4:5] == "-":
        return ("0001-01-01", "9999-12-31", "2026-02-30", None)
    if isinstance(value, str) and (found := IDENTIFIER.fullmatch(value)):
        return (f"{found[1]}:{NO_KEY}", *HOSTILE, None)
    return (*HOSTILE, None)
