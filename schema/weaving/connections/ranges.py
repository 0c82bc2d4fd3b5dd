"""Ranges: clauses that bound a column. A planner finds their rows by an index even where another way is faster."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BinaryExpression, Column, ColumnElement, FromClause, Table, and_, select, true
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList

from schema.declaring.sources import Source
from schema.modelling.model import ModelType
from schema.weaving.connections.gathering import IndexedCondition
from schema.weaving.weaver import Weaver

LOWER, UPPER = {operators.ge, operators.gt}, {operators.le, operators.lt}


def out_of_order(weaver: Weaver, target: ModelType, source: Source, key: ColumnElement[Any]) -> list[IndexedCondition]:
    """The ranges of a source's columns that an index serves, if its rows are not ordered by that column.

    Its clauses then find no rows by that index: those that are read in their order are not first gathered and sorted.
    key: the first of the order.
    """
    wheres = [part for clause in source.wheres for part in _parts(clause)]
    ranges: dict[str, list[BinaryExpression[Any]]] = {}
    for bound in filter(_is_bound, wheres):
        column = _indexed_column(bound.left, source)
        if column is not None and not column.compare(key):
            ranges.setdefault(column.key, []).append(bound)
    found = [_condition(name, bounds, source, weaver.alias(target)) for name, bounds in ranges.items()]
    if found:
        taken = {id(bound) for bounds in ranges.values() for bound in bounds}
        source.wheres = [*(one for one in wheres if id(one) not in taken), *(one.clause for one in found)]
    return found


def without_bounds(
    wheres: Iterable[ColumnElement[bool]],
    sides: Collection[Any] = LOWER | UPPER,
    key: ColumnElement[Any] | None = None,
) -> list[ColumnElement[bool]]:
    """Clauses whose bounds on these sides tell no planner where in an index to look: of the key, or of any column.

    A cursor is such a bound too. Of two on the same side, planners begin at either, and skip rows one by one to the
    other.
    """
    return [
        _unindexed(part) if _is_bound(part, sides) and (key is None or part.left.compare(key)) else part
        for clause in wheres
        for part in _parts(clause)
    ]


def _parts(clause: ColumnElement[bool]) -> Sequence[Any]:
    """The clauses that an AND consists of; any other clause is its only one."""
    is_and = isinstance(clause, BooleanClauseList) and clause.operator is operators.and_
    return list(clause.clauses) if is_and else [clause]


def _is_bound(clause: Any, sides: Collection[Any] = LOWER | UPPER) -> bool:
    return isinstance(clause, BinaryExpression) and clause.operator in sides


def _indexed_column(value: Any, source: Source) -> Column[Any] | None:
    """The value, if it is a column of the source's rows with which an index begins."""
    table = getattr(source.target, "element", None)
    if not isinstance(table, Table) or not isinstance(value, Column) or value.table is not source.target:
        return None
    return value if any(index.columns[0].key == value.key for index in table.indexes) else None


def _condition(
    column: str, bounds: Sequence[BinaryExpression[Any]], source: Source, other: FromClause
) -> IndexedCondition:
    keys = select(other.c.id).where(*(bound.operator(other.c[column], bound.right) for bound in bounds))
    return IndexedCondition(_unindexed(and_(*bounds)), source.row.id, keys)


def _unindexed(clause: ColumnElement[bool]) -> ColumnElement[bool]:
    return clause.self_group().is_(true())
