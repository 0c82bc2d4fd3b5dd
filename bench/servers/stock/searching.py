"""Practices in the full-text index, whose queries are the platform's own."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, case, column, literal_column, select, table

from bench.servers.stock.models import Practice
from plugins.practices.places import places
from plugins.practices.search import BEST_FIRST, queries

index = table("practices_texts", column("rowid"))


def found_by(search: str) -> ColumnElement[bool]:
    """The condition that a practice is found."""
    return _hit(_queries(search)["find"])


def best_first(search: str) -> ColumnElement[int]:
    """What to order by."""
    asked = _queries(search)
    return case(*((_hit(asked[kind]), place) for place, kind in enumerate(BEST_FIRST)), else_=len(BEST_FIRST))


def _queries(search: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(queries(search, "sqlite"))
    return found


def _hit(query: str) -> ColumnElement[bool]:
    found = select(places.c.practice_id).join(index, index.c.rowid == places.c.place)
    return Practice.id.in_(found.where(literal_column("practices_texts").op("MATCH")(query)))
