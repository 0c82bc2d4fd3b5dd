"""Orders in SQL: total, text compared by code point on both engines, ties broken by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, String

from schema.declarations import Key, Order, Through
from schema.frames import Source

if TYPE_CHECKING:
    from schema.sql import Weaver

Given = Mapping[str, BindParameter[Any]]


def order_of(
    weaver: Weaver, source: Source, row: FromClause, declared: Order, given: Given
) -> tuple[list[ColumnElement[Any]], bool]:
    """The keys by which the rows of a source are ordered, the id last; and whether they descend.

    What `narrow` has ordered goes before the declared order.
    """
    if source.order_keys is not None:
        keys, descending = list(source.order_keys), source.descending
    else:
        keys = [_key(weaver, source, row, key, given) for key in declared.keys]
        descending = declared.descending
    if weaver.json.name == "postgresql":
        keys = [key.collate("C") if isinstance(key.type, String) else key for key in keys]
    return [*keys, row.c.id] if "id" in row.c else keys, descending


def _key(weaver: Weaver, source: Source, row: FromClause, key: Key, given: Given) -> ColumnElement[Any]:
    if not isinstance(key, Through):
        return weaver.evaluate(key, row.c, given)
    other = key.column.table.alias(f"o{len(source.joins)}_{weaver.aliases}")
    source.join(other, other.c.id == row.c[key.key.key])
    found: ColumnElement[Any] = other.c[key.column.key]
    return found


def directed(keys: Sequence[Any], descending: bool) -> list[Any]:
    """The keys, each ascending or descending."""
    return [key.desc() if descending else key.asc() for key in keys]


def with_joins(base: FromClause, source: Source) -> FromClause:
    """A FROM clause with what the source has joined."""
    for other, on in source.joins:
        base = base.join(other, on)
    return base
