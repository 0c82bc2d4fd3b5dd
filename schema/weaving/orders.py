"""Orders in SQL: total, text compared by code point on both engines, ties broken by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String

from schema.declaring.declarations import Order
from schema.declaring.field_kinds import Key, Through
from schema.declaring.sources import Source
from schema.weaving.frames import Join
from schema.weaving.weaver import Weaver

Facts = Mapping[str, ColumnElement[Any]]


def order_of(
    weaver: Weaver,
    source: Source,
    row: FromClause,
    declared: Order,
    facts: Facts,
    joins: Iterable[Join] = (),
) -> tuple[list[ColumnElement[Any]], bool]:
    """The keys by which the rows of a source are ordered, the id last; and whether they descend.

    An order that `narrow` has set takes precedence over the declared one. joins: those of the row so far.
    """
    if source.order_keys is not None:
        keys, descending = list(source.order_keys), source.descending
    else:
        keys = [_key(weaver, source, row, key, facts, joins) for key in declared.keys]
        descending = declared.descending
    return total(weaver, row, keys), descending


def total(weaver: Weaver, row: FromClause, keys: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """The keys in a form that both engines compare alike, the id last."""
    compared = [weaver.json.by_code_point(key) if isinstance(key.type, String) else key for key in keys]
    return [*compared, row.c.id] if "id" in row.c else compared


def _key(
    weaver: Weaver, source: Source, row: FromClause, key: Key, facts: Facts, joins: Iterable[Join]
) -> ColumnElement[Any]:
    if not isinstance(key, Through):
        return weaver.expression_for_reader(key, row.c, facts)
    there = (join.alias for join in joins if _leads(join, row, key))
    other = next(there, None)
    if other is None:
        other = key.column.table.alias(f"o{len(source.joins)}_{weaver.aliases}")
        source.join(other, other.c.id == row.c[key.key.key])
    found: ColumnElement[Any] = other.c[key.column.key]
    return found


def _leads(join: Join, row: FromClause, key: Through) -> bool:
    """Whether a join is to the row that a key goes through, and always finds it."""
    if not join.certain or getattr(join.alias, "element", None) is not key.column.table:
        return False
    return join.on.compare(join.alias.c.id == row.c[key.key.key])


def with_direction(keys: Sequence[Any], descending: bool) -> list[Any]:
    """The keys, each ascending or descending."""
    return [key.desc() if descending else key.asc() for key in keys]


def with_joins(base: FromClause, source: Source) -> FromClause:
    """A FROM clause with what the source has joined."""
    for other, on in source.joins:
        base = base.join(other, on)
    return base
