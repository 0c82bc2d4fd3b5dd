"""What PostgreSQL has for bit strings, as functions of SQLite: there they are blobs, the first bit the lowest."""

from __future__ import annotations

from collections.abc import Callable
from operator import and_, or_
from typing import Any

import apsw


def add_bit_functions(connection: apsw.Connection) -> None:
    """Add set_bit and bit_count to a connection, and the aggregates bit_and and bit_or."""
    functions: dict[str, Any] = {"set_bit": _set_bit, "bit_count": _BitCount()}
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


class _BitCount:
    """How many bits are set; with others, of those that are set there as well: one call instead of two.

    The others are often those of the call before, and then are no longer read.
    """

    def __init__(self) -> None:
        self.others, self.number = b"", 0

    def __call__(self, bits: bytes, others: bytes | None = None) -> int:
        if others is None:
            return _number(bits).bit_count()
        if others != self.others:
            self.others, self.number = others, _number(others)
        return (_number(bits) & self.number).bit_count()


def _aggregate(put_together: Callable[[int, int], int]) -> Any:
    """An aggregate as apsw takes it: what makes its state, its step and its end."""

    def also(found: list[int], bits: bytes) -> None:
        number = _number(bits)
        found[:] = put_together(found[0], number) if found else number, len(bits)

    def all_(found: list[int]) -> bytes | None:
        return found[0].to_bytes(found[1], "little") if found else None

    return lambda: ([], also, all_)
