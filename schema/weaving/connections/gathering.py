"""How the rows of a filtered page are found: in the order of the list, or gathered from the filter's index and sorted.

In the order of the list a page is full after a few steps if many rows meet the filter, but the whole list is walked if
hardly any do. Gathering them is fast only if few do. So a statement holds both ways and decides as it runs: it looks
whether more than a few rows meet each condition, and gives the way that it does not take a limit of 0 rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, exists, literal_column, select, union_all

FEW = 500
"""At most so many rows are gathered and sorted."""

Rows = Select[Any] | CompoundSelect[Any]
SelectPage = Callable[[Sequence[ColumnElement[bool]], ColumnElement[int]], Select[Any]]
"""Makes the select of a page: of the rows that meet these clauses, as many as the limit says."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A condition that an index answers: a clause that asks it of one row, and the select of all keys that meet it.

    number: at least how many rows it has for the reader, if that is kept.
    """

    clause: ColumnElement[bool]
    key: ColumnElement[Any]
    keys: Select[Any]
    number: ColumnElement[int] | None = None


def is_among(key: ColumnElement[Any], keys: Select[Any], apart: bool) -> ColumnElement[bool]:
    """Whether a row's key is among those selected. apart: have PostgreSQL ask that row by row."""
    (selected,) = keys.selected_columns
    asked = keys.where(selected == key)
    return exists(asked.offset(literal_column("0")) if apart else asked)


def filtered_page(
    wheres: Sequence[ColumnElement[bool]], keyed: Sequence[Keyed], size: Any, rows: SelectPage, name: str
) -> Rows:
    """The rows of a page that meet all clauses, the keyed ones among them. name: unique in a statement."""
    if not keyed:
        return rows(wheres, size)
    many = select(*(_more_than_few(one).label(f"many{place}") for place, one in enumerate(keyed)))
    looked = many.cte(f"m{name}").prefix_with("MATERIALIZED")

    def where(*clauses: ColumnElement[bool]) -> ColumnElement[int]:
        return select(case((and_(*clauses), size), else_=literal_column("0"))).select_from(looked).scalar_subquery()

    ways = [rows(wheres, where(*looked.c))]
    for place, one in enumerate(keyed):
        gathered = [_gathered(one) if clause is one.clause else clause for clause in wheres]
        ways.append(rows(gathered, where(*list(looked.c)[:place], ~looked.c[place])))
    return one_after_the_other(ways, f"w{{}}{name}")


def one_after_the_other(rows: Sequence[Rows], name: str) -> CompoundSelect[Any]:
    """The rows of several selects, each under a name with its place in it, with whatever columns they have."""
    each = (found.subquery(name.format(place)) for place, found in enumerate(rows))
    return union_all(*(select(literal_column("*")).select_from(found) for found in each))


def _more_than_few(one: Keyed) -> ColumnElement[bool]:
    if one.number is not None:
        return one.number > literal_column(str(FEW))
    return exists(select(literal_column("1")).select_from(one.keys.subquery()).offset(literal_column(str(FEW))))


def _gathered(one: Keyed) -> ColumnElement[bool]:
    # The keys may include rows that the reader does not see, which a kept number does not count.
    keys = one.keys if one.number is not None else one.keys.limit(literal_column(str(FEW)))
    return one.key.in_(keys)
