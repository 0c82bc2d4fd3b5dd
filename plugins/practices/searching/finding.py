"""Search in what practices say in any language: FTS5 on SQLite, tsvector on PostgreSQL, with the same answers.

Words are folded and cut in Python, for storing and for asking alike, and no string that a person types reaches an
engine's own query language. How well a practice fits depends on the practice and the search alone, never on what else
there is: pages stay in place while others are published, and tell nothing of what a reader may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from core import Session
from plugins.practices.searching import fts5, tsvector
from plugins.practices.searching.syntax import BEST_FIRST
from plugins.practices.searching.words import SearchTerms, search_terms
from schema import Source


def queries(written: str, dialect: str) -> Mapping[str, str]:
    """What a person typed, as queries of the engine, by what each finds: see `Syntax.ranked`."""
    return _queries(search_terms(written), dialect)


@lru_cache(100)
def _queries(found: SearchTerms, dialect: str) -> Mapping[str, str]:
    return fts5.queries(found) if dialect == "sqlite" else tsvector.queries(found)


def narrow_by_search(source: Source, search: Any) -> None:
    """Keep what a search finds, best first unless another order is asked for.

    Best is what has every word in its title, then what has some there, then what has all in summary and tags, then
    all others; among equals the newest.
    """
    if search is None:
        return
    found, ways = (fts5 if source.dialect == "sqlite" else tsvector).find(source, search)
    source.where(found)
    if source.order_name in ("default", "RELEVANCE"):
        for kind in BEST_FIRST:
            source.rank(*ways(kind), instead_of=found)
        source.order(source.row.ordered_at, descending=source.descending)


def store(
    session: Session,
    practice: int,
    ordered_at: datetime,
    said: Iterable[str],
    said_by: Callable[[Sequence[int]], Mapping[int, Iterable[str]]],
) -> None:
    """Make a practice findable by its titles, by summaries and tags, and by the rest of what it says.

    said_by: what others say, who have to make room for it in the index of SQLite.
    """
    if session.dialect == "sqlite":
        fts5.store(session, practice, ordered_at, said, said_by)
    else:
        tsvector.store(session, practice, ordered_at, said)


def differing(session: Session, said: Mapping[int, Iterable[str]]) -> set[int]:
    """Which practices are found by other words than theirs. said: what each says, of some that stand side by side."""
    if session.dialect == "sqlite":
        return fts5.differing(session, said)
    return tsvector.differing(session, said)
