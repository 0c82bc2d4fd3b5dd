"""The rows of a page, rank by rank: a rank is read only if those before it do not fill the page.

Without ranks a page is one segment. With ranks, the rank of a row is the first key of its order; the highest is the
best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, literal_column

from schema.declaring.sources import Source
from schema.weaving.orders import with_direction, with_joins


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of a page that one select finds: where they come from, their clauses, their keys.

    rank: the first of the keys. by: columns of an index that give the same order as the keys.
    """

    rows: FromClause
    wheres: Sequence[ColumnElement[bool]]
    keys: Sequence[ColumnElement[Any]]
    rank: ColumnElement[int] | None = None
    by: Sequence[ColumnElement[Any]] = ()

    def order(self, labelled: Sequence[Any], descending: bool) -> list[Any]:
        """The expressions to order them by. labelled: the keys as labels of the select, if it has them."""
        if self.by:
            return with_direction(self.by, descending)
        keys = labelled or self.keys
        return with_direction(keys if self.rank is None else keys[1:], descending)


def segments_of(source: Source, keys: Sequence[ColumnElement[Any]]) -> list[Segment]:
    """The segments of a source in ascending order: the last rank first."""
    if not source.ranks:
        return [Segment(with_joins(source.target, source), source.wheres, keys)]
    rows, segments = with_joins(source.target, source), []
    for place, rank in enumerate(reversed(source.ranks)):
        number = literal_column(str(place), Integer())
        for found, by in rank.accesses:
            wheres = [found if clause is rank.instead_of else clause for clause in source.wheres]
            segments.append(Segment(rows, wheres, [number, *keys], number, by))
    return segments
