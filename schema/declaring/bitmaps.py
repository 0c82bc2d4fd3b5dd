"""The bitmaps of a type, by which its whole results are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from schema.declaring.scopes import Clause, Row


@dataclass(frozen=True)
class Under:
    """The bitmaps of one kind, each under its value, or under `value(value)` unless that is null."""

    kind: str
    value: Callable[[ColumnElement[Any]], ColumnElement[Any]] | None = None


@dataclass(frozen=True)
class Bitmaps:
    """Which rows of a type have which values: whole results are counted by them alone, not row by row.

    table: `kind`, `value`, `block` (a number) and `bits` (`Bits`), a row for each block of a value; a row of the type
    has the same block and place in all of them. holds: exactly the rows in the bitmaps meet `holds(row)`; None if all
    rows are in them. They serve a reader whose scope is this very clause. lacks: exactly all other rows meet
    `lacks(row)`. With it the bitmaps also serve a reader who sees all of their rows and more; these further rows are
    counted one by one, found by an index on that clause. every: a kind that each of the rows has. counts: `kind`,
    `value` and `number`, how many rows have each value. With them, counting all rows costs the same however many there
    are, and SQLite knows which way to the page of a filter is faster. numbers: `id` and `number`, the place of each
    row, counted on from block to block. With them, the rows of a condition without bitmaps, a search for instance, are
    found once and then counted by bits too. Whatever writes a row also has to write its bits, counts and number: the
    platform does not.
    """

    table: FromClause
    holds: Callable[[Row], Clause] | None
    every: str
    lacks: Callable[[Row], Clause] | None = None
    counts: FromClause | None = None
    numbers: FromClause | None = None
