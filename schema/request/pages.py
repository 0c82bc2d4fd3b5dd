"""Pages by keyset: how many rows, from which cursor, in which order (Relay's cursor connections)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphql import FieldNode
from sqlalchemy import BigInteger, Boolean, Date, Float, Integer, String
from sqlalchemy.types import TypeEngine

from schema.declaring.columns import Instant, parsed_moment
from schema.request.bad_request import BadRequest
from schema.request.nul import NUL
from schema.request.values import Value, constant

DEFAULT_PAGE = 50
"""How many rows a page has unless `first` or `last` is given."""

SEPARATOR = "\x1f"
"""Separates the keys in a cursor."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is requested. size: rows at most; backward: the last rows before a cursor instead of the first."""

    size: Value
    backward: bool
    after: Value | None
    before: Value | None


def page_of(arguments: dict[str, Value], largest: int, node: FieldNode, path: Sequence[str]) -> Page:
    """The page that `first`, `after`, `last`, `before` request. largest: the most rows. Raises BadRequest."""
    first, last = _argument(arguments, "first"), _argument(arguments, "last")
    if first is not None and last is not None:
        raise BadRequest("FIRST_AND_LAST", "Ask for `first` or for `last`, not for both.", node, path)
    size, name, onward = (first, "first", "after") if last is None else (last, "last", "before")
    return Page(
        size=_checked(
            size or constant(min(DEFAULT_PAGE, largest)), name, largest, node, path, f" and continue with `{onward}`"
        ),
        backward=last is not None,
        after=_argument(arguments, "after"),
        before=_argument(arguments, "before"),
    )


def with_checked_first(
    arguments: dict[str, Value], most: int, node: FieldNode, path: Sequence[str]
) -> dict[str, Value]:
    """The arguments of a short list, with `first` checked if it is given. most: its greatest value.

    Raises BadRequest, and so does reading `first` later.
    """
    first = first_of(arguments)
    return arguments if first is None else {**arguments, "first": _checked(first, "first", most, node, path)}


def first_of(arguments: dict[str, Value]) -> Value | None:
    """The argument `first` of a short list, if it is given."""
    first = _argument(arguments, "first")
    return first if first is not None and isinstance(first.sample, int) else None


def _argument(arguments: dict[str, Value], name: str) -> Value | None:
    value = arguments.get(name)
    return value if value is not None and value.sample is not None else None


def _checked(size: Value, name: str, largest: int, node: FieldNode, path: Sequence[str], onward: str = "") -> Value:
    def checked(number: int) -> int:
        if not 0 <= number <= largest:
            raise BadRequest(
                "PAGE_SIZE", f"`{name}` is {number}; ask for 0 to {largest}{onward}.", node, path, str(number)
            )
        return number

    if size.fixed:
        return constant(checked(size.sample))
    return Value(size.sample, lambda reading: checked(size.read(reading)))


def cursor_keys(
    cursor: Value, tag: str, types: Sequence[TypeEngine[Any]], node: FieldNode, path: Sequence[str]
) -> list[Value]:
    """The keys in a cursor, one value each. Reading one raises BadRequest INVALID_CURSOR for an invalid cursor."""

    def key(index: int) -> Value:
        return Value(None, lambda reading: decode(cursor.read(reading), tag, types, node, path)[index])

    return [key(index) for index in range(len(types))]


def decode(
    cursor: str, tag: str, types: Sequence[TypeEngine[Any]], node: FieldNode | None = None, path: Sequence[str] = ()
) -> list[Any]:
    """The keys that a cursor holds, if it belongs to the ordering `tag`."""
    try:
        found, *keys = bytes.fromhex(cursor).decode().split(SEPARATOR)
        keys = _joined(keys, types)
        if found == tag and len(keys) == len(types):
            return [_parse(text, kind) for text, kind in zip(keys, types, strict=True)]
    except (ValueError, KeyError):
        pass
    raise BadRequest(
        "INVALID_CURSOR",
        f"{cursor[:80]!r} is not a cursor of this list in this order. Take cursors from its `edges` or `pageInfo`.",
        node,
        path,
        cursor,
    )


def _joined(keys: list[str], types: Sequence[TypeEngine[Any]]) -> list[str]:
    """The keys, put together again if the one text among them contains the separator."""
    texts = [place for place, kind in enumerate(types) if isinstance(kind, String)]
    more = len(keys) - len(types)
    if more <= 0 or len(texts) != 1:
        return keys
    start, end = texts[0], texts[0] + more + 1
    return [*keys[:start], SEPARATOR.join(keys[start:end]), *keys[end:]]


def _parse(text: str, kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, Boolean):
        return {"0": False, "f": False, "1": True, "t": True}[text]
    if isinstance(kind, Integer):
        number = int(text)
        if abs(number) >= 1 << (63 if isinstance(kind, BigInteger) else 31):
            raise ValueError(text)
        return number
    if isinstance(kind, Float):
        return float(text)
    if isinstance(kind, Date):
        return date.fromisoformat(text)
    if isinstance(kind, Instant):
        return parsed_moment(text)
    if NUL in text:
        raise ValueError(text)
    return text
