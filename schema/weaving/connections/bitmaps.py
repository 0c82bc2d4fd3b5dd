"""Whole results by bitmaps: which rows meet all conditions, how many there are, and how many have each value."""

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
class Marked:
    """A condition that bitmaps answer: those of one value, or of any value of a list."""

    under: Under
    value: ColumnElement[Any]
    is_list: bool


@dataclass(frozen=True, slots=True)
class ResultInBits:
    """A whole result in bits.

    rows: its blocks, with `block` and `bits`; conditions: the conditions that the rows meet, if bitmaps alone answer
    them, else None; besides: the ids of further rows of the result, which the bitmaps do not hold.
    """

    bitmaps: Bitmaps
    rows: FromClause
    conditions: Sequence[Marked] | None
    besides: FromClause | None

    def count(self) -> ColumnElement[int]:
        """How many rows it has."""
        kept = self._kept()
        held = kept if kept is not None else _number(select(func.sum(func.bit_count(self.rows.c.bits))))
        if self.besides is None:
            return held
        return held + select(func.count()).select_from(self.besides).scalar_subquery()

    def facet_values(self, facet: FacetField, under: Under, json: JsonDialect) -> Select[Any]:
        """How many rows have each value of a facet: (value, count); some counts may be 0."""
        held = self._values_in_bitmaps(under, json)
        if self.besides is None:
            return held
        each = union_all(held, facet.values(self.besides)).subquery()
        value, number = each.c
        return select(value, func.sum(number, type_=Identifier).label("number")).group_by(value)

    def _values_in_bitmaps(self, under: Under, json: JsonDialect) -> Select[Any]:
        kept = self.bitmaps.counts
        if kept is not None and self.conditions == []:
            counted = select(kept.c.value, kept.c.number).where(kept.c.kind == under.kind)
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
        if json.name == "postgresql":
            # Else it puts the bits themselves in order before it counts them.
            found = found.offset(literal_column("0"))
        block = found.subquery()
        return select(block.c.value, func.sum(block.c.number, type_=Identifier).label("number")).group_by(block.c.value)

    def _kept(self) -> ColumnElement[int] | None:
        """The count of all rows, or of those with one value, if it is kept in a table."""
        counts, conditions = self.bitmaps.counts, self.conditions
        if counts is None or conditions is None or len(conditions) > 1:
            return None
        if not conditions:
            return _number(select(func.sum(counts.c.number)).where(counts.c.kind == self.bitmaps.every))
        (condition,) = conditions
        return None if condition.is_list else kept_number(self.bitmaps, condition)


def kept_number(bitmaps: Bitmaps, condition: Marked) -> ColumnElement[int] | None:
    """How many rows meet a condition, if that is kept in a table; a row with two values of a list counts twice."""
    counts = bitmaps.counts
    if counts is None or condition.under.value is not None:
        return None
    return _number(select(func.sum(counts.c.number)).where(*_under(counts, condition)))


def rows_of(bitmaps: Bitmaps, conditions: Sequence[Marked], within: FromClause | None) -> Select[Any]:
    """The blocks of the rows that meet all conditions. within: blocks of rows outside of which none counts."""
    met = [_met(bitmaps, one) for one in conditions]
    if within is not None:
        met.append(select(within.c.block, within.c.bits))
    elif not met:
        met.append(_every(bitmaps))
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


def _met(bitmaps: Bitmaps, condition: Marked) -> Select[Any]:
    """The blocks of the rows that meet one condition."""
    each = bitmaps.table.alias()
    wanted = _under(each, condition)
    if condition.is_list or condition.under.value is not None:
        return _united(each, *wanted)
    return select(each.c.block, each.c.bits).where(*wanted)


def _every(bitmaps: Bitmaps) -> Select[Any]:
    each = bitmaps.table.alias()
    return _united(each, each.c.kind == bitmaps.every)


def _united(each: FromClause, *wanted: ColumnElement[bool]) -> Select[Any]:
    bits = func.bit_or(each.c.bits, type_=Bits).label("bits")
    return select(each.c.block, bits).where(*wanted).group_by(each.c.block)


def _under(each: FromClause, condition: Marked) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The clauses for the bitmaps of a condition's values."""
    under = condition.under
    value = each.c.value if under.value is None else under.value(each.c.value)
    wanted = among(value, condition.value) if condition.is_list else value == cast(condition.value, String)
    return each.c.kind == under.kind, wanted


def _number(counted: Select[Any]) -> ColumnElement[int]:
    """A sum as a number: 0 where there is nothing to add."""
    return func.coalesce(counted.scalar_subquery(), literal_column("0"), type_=Identifier)
