"""Searches the full-text index with the platform's own queries."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, column, literal_column, select, table

from bench.servers.strawberry.models import Practice
from plugins.practices.searching.finding import queries
from plugins.practices.searching.places import places
from plugins.practices.searching.syntax import BEST_FIRST

index = table("practices_texts", column("rowid"))


def found_by(search: str) -> ColumnElement[bool]:
    """The condition that a practice matches a search."""
    found = select(places.c.practice_id).join(index, index.c.rowid == places.c.place)
    return Practice.id.in_(found.where(_matches(queries(search, "sqlite")["find"])))


def best_first(query: Select[Practice], search: str) -> Iterator[Select[Practice]]:
    """A query for each rank of matches, the best first: the next is needed only if the previous do not fill the page."""
    matches = query.join(places, places.c.practice_id == Practice.id).join(index, index.c.rowid == places.c.place)
    ranks = queries(search, "sqlite")
    for rank in BEST_FIRST:
        yield matches.where(_matches(ranks[rank])).order_by(index.c.rowid.desc())


def _matches(query: str) -> ColumnElement[bool]:
    return literal_column("practices_texts").op("MATCH", is_comparison=True)(query)
