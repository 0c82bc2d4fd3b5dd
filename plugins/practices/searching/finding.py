"""Search in the texts of practices in any language: FTS5 on SQLite, tsvector on PostgreSQL, with the same answers.

Words are folded and cut in Python, for storing and for searching alike, and no string that a person types reaches an
engine's own query language. The rank of a practice depends only on the practice and the search, not on other practices:
pages stay in place while others are published, and reveal nothing of what a reader may not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from core import Session
from plugins.practices.searching import fts5, tsvector
from plugins.practices.searching.syntax import BEST_FIRST
from plugins.practices.searching.words import LONGEST_ASKED, SearchTerms, search_terms
from schema import Source

SEARCH, WORD, SHORT_BEGINNING = 500, 100, 2_000
"""What a search costs, in rows; each of its words; and besides, if one is a beginning of one or two letters."""


def queries(written: str, dialect: str) -> Mapping[str, str]:
    """The queries of the engine for what a person typed, by what each finds: see `Syntax.ranked`."""
    return _queries(search_terms(written), dialect)


@lru_cache(100)
def _queries(found: SearchTerms, dialect: str) -> Mapping[str, str]:
    return fts5.queries(found) if dialect == "sqlite" else tsvector.queries(found)


def cost(search: str | None) -> int:
    """What it costs to find practices, in rows: beginnings of one or two letters are in almost all of them."""
    return 0 if search is None else _cost(search[:LONGEST_ASKED])


@lru_cache(200)
def _cost(search: str) -> int:
    found = search_terms(search)
    terms = (*found.wanted, *found.unwanted)
    of_words = WORD * sum(len(term.words) for term in terms)
    return SEARCH + of_words + SHORT_BEGINNING * any(term.is_short_beginning for term in terms)


def narrow_by_search(source: Source, search: Any) -> None:
    """Keep only what a search finds, best first unless another order is requested.

    Practices with every word in the title come first, then those with some there, then those with all in summary and
    tags, then the others; within each rank the newest first.
    """
    if search is None:
        return
    found, ways = (fts5 if source.dialect == "sqlite" else tsvector).find(source, search)
    source.where(found)
    if source.order_name in ("default", "RELEVANCE"):
        for kind in BEST_FIRST:
            source.rank(*ways(kind), instead_of=found)
        source.order(source.row.ordered_at, descending=source.descending)


def store(session: Session, row: Mapping[str, Any]) -> None:
    """Put a practice into the index. row: at least its id, its `ordered_at`, its texts and its tags."""
    (fts5 if session.dialect == "sqlite" else tsvector).store(session, row)


def find_outdated(session: Session, texts: Mapping[int, Iterable[str]]) -> set[int]:
    """The practices whose words in the index are not those of their texts. texts: of some that stand side by side."""
    if session.dialect == "sqlite":
        return fts5.find_outdated(session, texts)
    return tsvector.find_outdated(session, texts)
