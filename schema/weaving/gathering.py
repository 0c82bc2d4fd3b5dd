"""How the rows of a filtered page are found: one by one in their order, or, where few meet a filter, gathered first.

In their order, a page is full after a few steps where many rows meet the filter, and the whole list is walked where
hardly any do. Gathered from the filter's own index it is the other way round. So the statement holds both ways, looks
whether more than a few rows meet each condition, and goes one of them: the other ends before its first row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, exists, literal_column, select, union_all

FEW = 500
"""Up to so many rows are gathered and put in order."""

Rows = Select[Any] | CompoundSelect[Any]
Page = Callable[[Sequence[ColumnElement[bool]], ColumnElement[int]], Select[Any]]
"""A page of the rows that meet all of some clauses, of so many rows at most."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A condition whose rows an index tells: the clause that asks one row by its key, and the select of all keys.

    number: how many of them the reader may see, or more, where that is kept.
    """

    clause: ColumnElement[bool]
    key: ColumnElement[Any]
    keys: Select[Any]
    number: ColumnElement[int] | None = None


def is_among(key: ColumnElement[Any], keys: Select[Any], apart: bool) -> ColumnElement[bool]:
    """Whether a key is one of those selected, asked of one row. apart: PostgreSQL is to ask it of no others."""
    (selected,) = keys.selected_columns
    asked = keys.where(selected == key)
    return exists(asked.offset(literal_column("0")) if apart else asked)


def page_of(wheres: Sequence[ColumnElement[bool]], keyed: Sequence[Keyed], size: Any, rows: Page, name: str) -> Rows:
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
    # Rows that nobody is to see may be among them, which a number that is kept does not count.
    keys = one.keys if one.number is not None else one.keys.limit(literal_column(str(FEW)))
    return one.key.in_(keys)
