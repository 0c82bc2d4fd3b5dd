"""Search in what practices say in any language: FTS5 on SQLite, tsvector on PostgreSQL, with the same answers.

Words are folded and cut in Python, for storing and for asking alike, and no string that a person types reaches an
engine's own query language. How well a practice fits depends on the practice and the search alone, never on what else
there is: pages stay in place while others are published, and tell nothing of what a reader may not see.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY

from core import Session
from plugins.practices.words import Asked, Term, asked, findable, words
from schema import Source

NOTHING = {"sqlite": '"\u0001"', "postgresql": ""}
LAST_POSITION = 16_383
"""Of a word in a document of PostgreSQL: phrases that begin after it are not found there."""

index = table("practices_search", column("id", BigInteger()), column("rowid", BigInteger()))


def queries(written: str, dialect: str) -> str:
    """What a person typed, as queries of the engine in a JSON object.

    find: all that is wanted and nothing unwanted. title, some, head: all of it in the title, any of it in the title,
    all of it in title, summary and tags.
    """
    found = asked(written)
    kinds = {"find": _all(found, dialect), "title": _in(found, dialect, "A", " AND ", " & ")}
    kinds |= {"some": _in(found, dialect, "A", " OR ", " | "), "head": _in(found, dialect, "AB", " AND ", " & ")}
    return json.dumps(kinds)


def _all(found: Asked, dialect: str) -> str:
    if not found.wanted:
        return NOTHING[dialect]
    wanted = [_term(term, dialect) for term in found.wanted]
    unwanted = [_term(term, dialect) for term in found.unwanted]
    if dialect == "sqlite":
        query = " AND ".join(wanted)
        return f"({query}) NOT ({' OR '.join(unwanted)})" if unwanted else query
    return " & ".join([*wanted, *(f"!({term})" for term in unwanted)])


def _in(found: Asked, dialect: str, weights: str, sqlite: str, postgresql: str) -> str:
    if not found.wanted:
        return NOTHING[dialect]
    if dialect == "sqlite":
        columns = "title" if weights == "A" else "{title summary}"
        return f"{columns} : ({sqlite.join(_term(term, dialect) for term in found.wanted)})"
    return postgresql.join(_term(term, dialect, weights) for term in found.wanted)


def _term(term: Term, dialect: str, weights: str = "") -> str:
    if dialect == "sqlite":
        return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'
    *before, last = (f"'{word}'" for word in term.words)
    ending = f":{'*' if term.prefix else ''}{weights}" if term.prefix or weights else ""
    marked = [f"{word}:{weights}" if weights else word for word in before]
    return f"({' <-> '.join([*marked, last + ending])})"


BEST_FIRST = ("title", "some", "head")


def narrowed(source: Source, search: Any) -> None:
    """Keep what a search finds, best first unless another order is asked for.

    Best is what has every word in its title, then what has some there, then what has all in title, summary and tags;
    among equals the newest.
    """
    if search is None:
        return
    if source.dialect == "sqlite":
        # The index answers a whole query: what each kind finds is asked once, not for each practice.
        matches = partial(_found_on_sqlite, source.row.id, search)
    else:
        # A document tells itself whether it matches: each practice that was found is asked, no other.
        source.join(index, index.c.id == source.row.id)
        matches = partial(_matches_on_postgresql, search)
    source.where(matches("find"))
    if source.order_name in ("default", "RELEVANCE"):
        fit = _best(map(matches, BEST_FIRST))
        source.order(fit, source.row.ordered_at, descending=source.descending)


def _found_on_sqlite(practice: ColumnElement[int], search: Any, kind: str) -> ColumnElement[bool]:
    query = func.json_extract(search, literal_column(f"'$.{kind}'"))
    return practice.in_(select(index.c.rowid).where(literal_column("practices_search").op("MATCH")(query)))


def _matches_on_postgresql(search: Any, kind: str) -> ColumnElement[bool]:
    query = select(cast(cast(search, JSONB())[kind].astext, TSQUERY())).scalar_subquery()
    return literal_column("practices_search.document").op("@@")(query)


def _best(fits: Iterable[ColumnElement[bool]]) -> ColumnElement[int]:
    steps = [(fit, literal_column(str(3 - place), Integer())) for place, fit in enumerate(fits)]
    return case(*steps, else_=literal_column("0", Integer()))


def store(session: Session, practice: int, titles: str, heads: str, bodies: str) -> None:
    """Make a practice findable by its titles, by summaries and tags, and by the rest of what it says."""
    title, head, body = findable(words(texts) for texts in (titles, heads, bodies))
    if session.dialect == "sqlite":
        session.execute(text("DELETE FROM practices_search WHERE rowid = :id"), {"id": practice})
        statement = "INSERT INTO practices_search (rowid, title, summary, body) VALUES (:id, :title, :head, :body)"
        named = {"title": " ".join(title), "head": " ".join(head), "body": " ".join(body)}
        session.execute(text(statement), {"id": practice, **named})
        return
    statement = (
        "INSERT INTO practices_search (id, document) VALUES (:id, CAST(:document AS tsvector)) "
        "ON CONFLICT (id) DO UPDATE SET document = excluded.document"
    )
    session.execute(text(statement), {"id": practice, "document": _document(((title, "A"), (head, "B"), (body, "C")))})


def _document(parts: Iterable[tuple[list[str], str]]) -> str:
    """The words with their places and weights; between two parts a place is left free, so that no phrase spans them."""
    written, place = [], 0
    for part, weight in parts:
        for word in part:
            place += 1
            written.append(f"'{word}':{min(place, LAST_POSITION)}{weight}")
        place += 1
    return " ".join(written)
