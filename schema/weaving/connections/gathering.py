"""Two ways to find the rows of a filtered page: in the order of the list, or gathered from the filter's index.

In the order of the list, a page is full after a few steps if many rows meet the filter, but the whole list is walked if
hardly any do. To gather and sort the rows is fast only if few meet it. So a statement holds both ways and decides as it
runs: it checks whether more than a few rows meet each condition, and gives the way that it does not take a limit of 0
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, exists, literal_column, select, union_all

FEW = 500
"""The most rows that are gathered and sorted."""

AnySelect = Select[Any] | CompoundSelect[Any]
SelectPage = Callable[[Sequence[ColumnElement[bool]], ColumnElement[int]], Select[Any]]
"""Makes the select of a page: the rows that meet these clauses, at most as many as the limit."""


@dataclass(frozen=True, slots=True)
class IndexedCondition:
    """A condition that an index answers: its clause for one row, and the select of all keys that meet it.

    number: at least how many rows of those that the reader sees meet it, if that is stored.
    """

    clause: ColumnElement[bool]
    key: ColumnElement[Any]
    keys: Select[Any]
    number: ColumnElement[int] | None = None


def is_among(key: ColumnElement[Any], keys: Select[Any], row_by_row: bool) -> ColumnElement[bool]:
    """Whether a row's key is among those selected. row_by_row: makes PostgreSQL evaluate that for each row."""
    (selected,) = keys.selected_columns
    found = keys.where(selected == key)
    return exists(found.offset(literal_column("0")) if row_by_row else found)


def filtered_page(
    wheres: Sequence[ColumnElement[bool]],
    indexed: Sequence[IndexedCondition],
    size: Any,
    select_page: SelectPage,
    name: str,
) -> AnySelect:
    """The rows of a page that meet all clauses, the indexed conditions among them. name: unique in a statement."""
    if not indexed:
        return select_page(wheres, size)
    many = select(*(_more_than_few(one).label(f"many{place}") for place, one in enumerate(indexed)))
    checked = many.cte(f"m{name}").prefix_with("MATERIALIZED")

    def where(*clauses: ColumnElement[bool]) -> ColumnElement[int]:
        return select(case((and_(*clauses), size), else_=literal_column("0"))).select_from(checked).scalar_subquery()

    ways = [select_page(wheres, where(*checked.c))]
    for place, one in enumerate(indexed):
        gathered = [_gathered_rows(one) if clause is one.clause else clause for clause in wheres]
        ways.append(select_page(gathered, where(*list(checked.c)[:place], ~checked.c[place])))
    return concatenate(ways, f"w{{}}{name}")


def concatenate(selects: Sequence[AnySelect], name: str) -> CompoundSelect[Any]:
    """The rows of several selects, with all their columns. name: of each select, with a gap for its place."""
    each = (found.subquery(name.format(place)) for place, found in enumerate(selects))
    return union_all(*(select(literal_column("*")).select_from(found) for found in each))


def _more_than_few(condition: IndexedCondition) -> ColumnElement[bool]:
    if condition.number is not None:
        return condition.number > literal_column(str(FEW))
    return exists(select(literal_column("1")).select_from(condition.keys.subquery()).offset(literal_column(str(FEW))))


def _gathered_rows(condition: IndexedCondition) -> ColumnElement[bool]:
    # The keys may include rows that the reader does not see, which a stored number does not count.
    keys = condition.keys if condition.number is not None else condition.keys.limit(literal_column(str(FEW)))
    return condition.key.in_(keys)
