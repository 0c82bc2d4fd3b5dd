"""What PostgreSQL has for bit strings, as functions of SQLite: there they are blobs, the first bit the lowest.

bits_at alone is SQLite's own: bits at places that stand in a text with commas between them.
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
    functions: dict[str, Any] = {"set_bit": _set_bit, "bit_count": _bit_count, "bits_at": _bits_at}
    for name, function in functions.items():
        connection.create_scalar_function(name, function, deterministic=True, flags=apsw.SQLITE_INNOCUOUS)
    for name, put_together in (("bit_and", and_), ("bit_or", or_)):
        connection.create_aggregate_function(name, _aggregate(put_together), 1, flags=apsw.SQLITE_INNOCUOUS)


def _number(bits: bytes) -> int:
    return int.from_bytes(bits, "little")


def _set_bit(bits: bytes, place: int, value: int) -> bytes:
    found = bytearray(bits)
    mask = 1 << (place & 7)
    found[place >> 3] = found[place >> 3] | mask if value else found[place >> 3] & ~mask
    return bytes(found)


def _bits_at(places: str) -> bytes:
    found = bytearray(Bits.LENGTH // 8)
    for place in map(int, places.split(",")):
        found[place >> 3] |= 1 << (place & 7)
    return bytes(found)


def _bit_count(bits: bytes, others: bytes | None = None) -> int:
    """How many bits are set; with others, of those that are set there as well: one call instead of two."""
    number = _number(bits)
    return number.bit_count() if others is None else (number & _others(others)).bit_count()


@lru_cache(256)
def _others(bits: bytes) -> int:
    """The same come back with each value, block by block."""
    return _number(bits)


def _aggregate(put_together: Callable[[int, int], int]) -> Any:
    """An aggregate as apsw takes it: what makes its state, its step and its end."""

    def also(found: list[int], bits: bytes) -> None:
        number = _number(bits)
        found[:] = put_together(found[0], number) if found else number, len(bits)

    def all_(found: list[int]) -> bytes | None:
        return found[0].to_bytes(found[1], "little") if found else None

    return lambda: ([], also, all_)
