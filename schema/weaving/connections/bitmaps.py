"""Whole results in bitmaps: which rows meet all conditions, how many they are, and how many have each value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, cast, func, literal_column, select, union_all

from schema.declaring.bitmaps import Bitmaps, Under
from schema.declaring.columns import Bits, Identifier
from schema.declaring.field_kinds import FacetField
from schema.weaving.dialects import JsonDialect
from schema.weaving.elements.among import among


@dataclass(frozen=True, slots=True)
class BitmapCondition:
    """A condition that bitmaps answer: those of one value, or of all values of a list."""

    under: Under
    value: ColumnElement[Any]
    is_list: bool


@dataclass(frozen=True, slots=True)
class BitmapResult:
    """A whole result in bitmaps.

    rows: its blocks, with `block` and `bits`; conditions: those that the rows meet, or None if bitmaps alone do not
    answer them; beyond: the ids of further rows of the result, which the bitmaps do not cover.
    """

    bitmaps: Bitmaps
    rows: FromClause
    conditions: Sequence[BitmapCondition] | None
    beyond: FromClause | None

    def count(self) -> ColumnElement[int]:
        """How many rows it has."""
        stored = self._stored_count()
        covered = stored if stored is not None else _or_zero(select(func.sum(func.bit_count(self.rows.c.bits))))
        if self.beyond is None:
            return covered
        return covered + select(func.count()).select_from(self.beyond).scalar_subquery()

    def facet_values(self, facet: FacetField, under: Under, json: JsonDialect) -> Select[Any]:
        """How many rows have each value of a facet: (value, count); some counts may be 0."""
        covered = self._covered_values(under, json)
        if self.beyond is None:
            return covered
        each = union_all(covered, facet.values(self.beyond)).subquery()
        value, number = each.c
        return select(value, func.sum(number, type_=Identifier).label("number")).group_by(value)

    def _covered_values(self, under: Under, json: JsonDialect) -> Select[Any]:
        stored = self.bitmaps.counts
        if stored is not None and self.conditions == []:
            counted = select(stored.c.value, stored.c.number).where(stored.c.kind == under.kind)
        else:
            counted = self._counted_block_by_block(under, json)
        if under.value is None:
            return counted
        plain = counted.subquery()
        named = select(under.value(plain.c.value).label("value"), plain.c.number).subquery()
        there = select(named.c.value, func.sum(named.c.number).label("number")).where(named.c.value.is_not(None))
        return there.group_by(named.c.value)

    def _counted_block_by_block(self, under: Under, json: JsonDialect) -> Select[Any]:
        each, rows = self.bitmaps.table.alias(), self.rows
        both = json.bits_in_both(each.c.bits, rows.c.bits).label("number")
        found = select(each.c.value, both).join(rows, rows.c.block == each.c.block).where(each.c.kind == under.kind)
        if json.sorts_bits:
            found = found.offset(literal_column("0"))
        block = found.subquery()
        return select(block.c.value, func.sum(block.c.number, type_=Identifier).label("number")).group_by(block.c.value)

    def _stored_count(self) -> ColumnElement[int] | None:
        """The count of all rows, or of those with one value, if a table holds it."""
        counts, conditions = self.bitmaps.counts, self.conditions
        if counts is None or conditions is None or len(conditions) > 1:
            return None
        if not conditions:
            return _or_zero(select(func.sum(counts.c.number)).where(counts.c.kind == self.bitmaps.every))
        (condition,) = conditions
        return None if condition.is_list else stored_count(self.bitmaps, condition)


def stored_count(bitmaps: Bitmaps, condition: BitmapCondition) -> ColumnElement[int] | None:
    """How many rows meet a condition, if a table holds that; a row with two values of a list counts twice."""
    counts = bitmaps.counts
    if counts is None or condition.under.value is not None:
        return None
    return _or_zero(select(func.sum(counts.c.number)).where(*_clauses_for(counts, condition)))


def rows_of(bitmaps: Bitmaps, conditions: Sequence[BitmapCondition], within: FromClause | None) -> Select[Any]:
    """The blocks of the rows that meet all conditions. within: blocks of rows; all others are left out."""
    met = [_rows_meeting(bitmaps, one) for one in conditions]
    if within is not None:
        met.append(select(within.c.block, within.c.bits))
    elif not met:
        met.append(_all_rows(bitmaps))
    if len(met) == 1:
        return met[0]
    each = union_all(*met).subquery()
    bits = func.bit_and(each.c.bits, type_=Bits).label("bits")
    return select(each.c.block, bits).group_by(each.c.block).having(func.count() >= len(met))


def rows_at(bitmaps: Bitmaps, ids: FromClause, json: JsonDialect) -> Select[Any]:
    """The blocks of the rows with these ids."""
    numbers = bitmaps.numbers
    assert numbers is not None
    block = (numbers.c.number // Bits.LENGTH).label("block")
    bits = json.bits_at(numbers.c.number % Bits.LENGTH).label("bits")
    return select(block, bits).select_from(ids.join(numbers, numbers.c.id == ids.c.id)).group_by(block)


def _rows_meeting(bitmaps: Bitmaps, condition: BitmapCondition) -> Select[Any]:
    """The blocks of the rows that meet one condition."""
    each = bitmaps.table.alias()
    wanted = _clauses_for(each, condition)
    if condition.is_list or condition.under.value is not None:
        return _union(each, *wanted)
    return select(each.c.block, each.c.bits).where(*wanted)


def _all_rows(bitmaps: Bitmaps) -> Select[Any]:
    each = bitmaps.table.alias()
    return _union(each, each.c.kind == bitmaps.every)


def _union(each: FromClause, *wanted: ColumnElement[bool]) -> Select[Any]:
    bits = func.bit_or(each.c.bits, type_=Bits).label("bits")
    return select(each.c.block, bits).where(*wanted).group_by(each.c.block)


def _clauses_for(each: FromClause, condition: BitmapCondition) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The clauses for the bitmaps of a condition's values."""
    under = condition.under
    value = each.c.value if under.value is None else under.value(each.c.value)
    wanted = among(value, condition.value) if condition.is_list else value == cast(condition.value, String)
    return each.c.kind == under.kind, wanted


def _or_zero(counted: Select[Any]) -> ColumnElement[int]:
    """A sum, 0 if there is nothing to add."""
    return func.coalesce(counted.scalar_subquery(), literal_column("0"), type_=Identifier)
