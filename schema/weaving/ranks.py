"""The rows of a page, rank by rank: a rank is looked at only where those before it have not filled the page.

Without ranks a page has all its rows of one part. With them the rank of a row, the best one the highest, is the first
key of its order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, literal_column

from schema.weaving.frames import Source
from schema.weaving.orders import directed, with_joins


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a page that stand together, found one way: where they come from, what they meet, their keys.

    rank: the first of these. by: what to order them by instead, which is the same order.
    """

    rows: FromClause
    wheres: Sequence[ColumnElement[bool]]
    keys: Sequence[ColumnElement[Any]]
    rank: ColumnElement[int] | None = None
    by: Sequence[ColumnElement[Any]] = ()

    def order(self, labelled: Sequence[Any], descending: bool) -> list[Any]:
        """In which order they come; labelled: the keys, as the rows bring them."""
        if self.by:
            return directed(self.by, descending)
        keys = labelled or self.keys
        return directed(keys if self.rank is None else keys[1:], descending)


def parts_of(source: Source, keys: Sequence[ColumnElement[Any]]) -> list[Part]:
    """The rows of a source in its ranks, the last one first, as they stand in ascending order."""
    if not source.ranks:
        return [Part(with_joins(source.target, source), source.wheres, keys)]
    rows, parts = with_joins(source.target, source), []
    for place, rank in enumerate(reversed(source.ranks)):
        number = literal_column(str(place), Integer())
        for found, by in rank.ways:
            wheres = [found if clause is rank.instead_of else clause for clause in source.wheres]
            parts.append(Part(rows, wheres, [number, *keys], number, by))
    return parts
