"""PostgreSQL's functions for bit strings, on SQLite.

In SQLite a bit string is a blob: the first bit is the lowest of its first byte, and it ends with the last byte that has
a bit set. Only SQLite has `bits_at`: bits at the places that a text lists, separated by commas.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import and_, or_
from typing import Any

import apsw

from schema import Bits


def add_bit_functions(connection: apsw.Connection) -> None:
    """Add set_bit, bit_count and bits_at to a connection, and the aggregates bit_and and bit_or."""
    functions: dict[str, Any] = {"set_bit": _set_bit, "bit_count": _counting(), "bits_at": _bits_at}
    for name, function in functions.items():
        connection.create_scalar_function(name, function, deterministic=True, flags=apsw.SQLITE_INNOCUOUS)
    for name, combine in (("bit_and", and_), ("bit_or", or_)):
        connection.create_aggregate_function(name, _aggregate(combine), 1, flags=apsw.SQLITE_INNOCUOUS)


def _number(bits: bytes) -> int:
    return int.from_bytes(bits, "little")


def _bits(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "little")


def _set_bit(bits: bytes, place: int, value: int) -> bytes:
    number, mask = _number(bits), 1 << place
    return _bits(number | mask if value else number & ~mask)


def _bits_at(places: str) -> bytes:
    found = bytearray(Bits.LENGTH // 8)
    for place in map(int, places.split(",")):
        found[place >> 3] |= 1 << (place & 7)
    return bytes(found).rstrip(b"\0")


def _counting() -> Callable[..., int]:
    """A function that counts the bits that are set; with others, those that are set in both, in a single call."""
    last, number = b"", 0

    def count(bits: bytes, others: bytes | None = None) -> int:
        nonlocal last, number
        if others is None:
            return _number(bits).bit_count()
        if others != last:
            last, number = others, _others(others)
        return (_number(bits) & number).bit_count()

    return count


@lru_cache(256)
def _others(bits: bytes) -> int:
    """A block as a number, cached: each value of a facet is counted against the same few blocks."""
    return _number(bits)


def _aggregate(combine: Callable[[int, int], int]) -> Any:
    """An aggregate for apsw: it returns the state, the step and the end."""

    def step(state: list[int], bits: bytes) -> None:
        number = _number(bits)
        state[:] = [combine(state[0], number) if state else number]

    def end(state: list[int]) -> bytes | None:
        return _bits(state[0]) if state else None

    return lambda: ([], step, end)
