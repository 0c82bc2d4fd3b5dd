"""Bitmaps by which whole results are counted, as a type declares them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from schema.declaring.scopes import Clause, Row


@dataclass(frozen=True)
class Under:
    """The bitmaps of one kind, each under its value, or under what `value(value)` makes of it, which may be none."""

    kind: str
    value: Callable[[ColumnElement[Any]], ColumnElement[Any]] | None = None


@dataclass(frozen=True)
class Bitmaps:
    """Which rows of a type stand under which values: whole results are counted by them alone, not row by row.

    table: `kind`, `value`, `block` (a number) and `bits` (`Bits`), one of each block of a value; a row has the same
    block and place in all of them. holds: `holds(row)` is met by exactly the rows that stand in them, or None if all
    do; they serve a reader whose scope is this very clause. lacks: `lacks(row)` is met by exactly all other rows: with
    it they also serve a reader who sees all that they hold and more, of which each row is counted, as an index on that
    clause finds it. every: a kind under which each of the rows stands. counts: `kind`, `value` and `number`, how many
    rows stand under each value: with them, what is said of all rows costs the same however many there are, and SQLite
    is told how to find the page of a filter. numbers: `id` and `number`, the place of each row, counted on from block
    to block: with them, what no bitmap tells, a search for instance, is found once and then counted by bits too.
    Whatever writes a row keeps its bits, its counts and its number: the platform does not.
    """

    table: FromClause
    holds: Callable[[Row], Clause] | None
    every: str
    lacks: Callable[[Row], Clause] | None = None
    counts: FromClause | None = None
    numbers: FromClause | None = None
