"""Practices in the full-text index, whose queries are the platform's own."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, column, literal_column, select, table

from bench.servers.strawberry.models import Practice
from plugins.practices.searching.finding import queries
from plugins.practices.searching.places import places
from plugins.practices.searching.syntax import BEST_FIRST

index = table("practices_texts", column("rowid"))


def found_by(search: str) -> ColumnElement[bool]:
    """The condition that a practice is found."""
    found = select(places.c.practice_id).join(index, index.c.rowid == places.c.place)
    return Practice.id.in_(found.where(_matches(queries(search, "sqlite")["find"])))


def best_first(query: Select[Practice], search: str) -> Iterator[Select[Practice]]:
    """A query for each rank of what is found: those of the next are wanted where the ones before do not fill a page."""
    standing = query.join(places, places.c.practice_id == Practice.id).join(index, index.c.rowid == places.c.place)
    asked = queries(search, "sqlite")
    for rank in BEST_FIRST:
        yield standing.where(_matches(asked[rank])).order_by(index.c.rowid.desc())


def _matches(query: str) -> ColumnElement[bool]:
    return literal_column("practices_texts").op("MATCH", is_comparison=True)(query)
