"""Search in what practices say in any language: FTS5 on SQLite, tsvector on PostgreSQL, with the same answers.

Words are folded and cut in Python, for storing and for asking alike, and no string that a person types reaches an
engine's own query language. How well a practice fits depends on the practice and the search alone, never on what else
there is: pages stay in place while others are published, and tell nothing of what a reader may not see.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY

from core import Session
from plugins.practices.places import left, places, taken
from plugins.practices.words import Term, asked, findable, words
from schema import Source

NOTHING = {"sqlite": '"\u0001"', "postgresql": ""}
ALL = {"sqlite": " AND ", "postgresql": " & "}
ANY = {"sqlite": " OR ", "postgresql": " | "}
BEST_FIRST = ("title", "some", "head", "rest")
LAST_POSITION = 16_383
"""Of a word in a document of PostgreSQL: phrases that begin after it are not found there."""

documents = table("practices_search", column("id", BigInteger()))
"""Of PostgreSQL."""

index = table("practices_texts", column("rowid", BigInteger()))
"""Of SQLite."""


def queries(written: str, dialect: str) -> str:
    """What a person typed, as queries of the engine in a JSON object.

    find: all that is wanted and nothing unwanted. Each of it in one of: title, all of it in the title; some,
    any of it there; head, all of it in title, summary and tags; rest.
    """
    found = asked(written)
    if not found.wanted:
        return json.dumps(dict.fromkeys(("find", *BEST_FIRST), NOTHING[dialect]))
    somewhere, in_title, in_head = (_in(weights, found.wanted, ALL, dialect) for weights in ("", "A", "AB"))
    some_in_title = _in("A", found.wanted, ANY, dialect)
    unwanted = [_in("", found.unwanted, ANY, dialect)] if found.unwanted else []
    kinds = {
        "find": _but(somewhere, unwanted, dialect),
        "title": _but(in_title, unwanted, dialect),
        "some": NOTHING[dialect],
        "head": _but(in_head, [some_in_title, *unwanted], dialect),
        "rest": _but(somewhere, [in_head, some_in_title, *unwanted], dialect),
    }
    if len(found.wanted) > 1:
        some = ALL[dialect].join((somewhere, some_in_title))
        kinds["some"] = _but(some, [in_title, *unwanted], dialect)
    return json.dumps(kinds)


def _in(weights: str, terms: Iterable[Term], operator: Mapping[str, str], dialect: str) -> str:
    """All terms or any, in the texts of these weights: A titles, B summaries and tags."""
    if dialect == "postgresql":
        return f"({operator[dialect].join(_term(term, dialect, weights) for term in terms)})"
    columns = {"": "", "A": "title : ", "AB": "{title summary} : "}[weights]
    return f"({columns}({operator[dialect].join(_term(term, dialect) for term in terms)}))"


def _but(found: str, left_out: Sequence[str], dialect: str) -> str:
    if not left_out:
        return found
    return f"({found}) {'NOT' if dialect == 'sqlite' else '& !'} ({ANY[dialect].join(left_out)})"


def _term(term: Term, dialect: str, weights: str = "") -> str:
    if dialect == "sqlite":
        return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'
    *before, last = (f"'{word}'" for word in term.words)
    ending = f":{'*' if term.prefix else ''}{weights}" if term.prefix or weights else ""
    marked = [f"{word}:{weights}" if weights else word for word in before]
    return f"({' <-> '.join([*marked, last + ending])})"


def narrowed(source: Source, search: Any) -> None:
    """Keep what a search finds, best first unless another order is asked for.

    Best is what has every word in its title, then what has some there, then what has all in title, summary and tags;
    among equals the newest.
    """
    if search is None:
        return
    matches, by = (_in_texts if source.dialect == "sqlite" else _in_documents)(source, search)
    found = matches("find")
    source.where(found)
    if source.order_name in ("default", "RELEVANCE"):
        for kind in BEST_FIRST:
            source.rank(matches(kind), instead_of=found, by=by)
        source.order(source.row.ordered_at, descending=source.descending)


Matches = Callable[[str], ColumnElement[bool]]
"""Whether a practice is found by a kind of query."""


def _in_texts(source: Source, search: Any) -> tuple[Matches, ColumnElement[Any]]:
    """Join the index of SQLite, which brings what it finds in the order of places."""

    def matches(kind: str) -> ColumnElement[bool]:
        query = func.json_extract(search, literal_column(f"'$.{kind}'"))
        return literal_column("practices_texts").op("MATCH", is_comparison=True)(query)

    source.join(places, places.c.practice_id == source.row.id)
    source.join(index, places.c.place == index.c.rowid)
    return matches, index.c.rowid


def _in_documents(source: Source, search: Any) -> tuple[Matches, ColumnElement[Any]]:
    """Join the documents of PostgreSQL.

    They are ordered by what no index has: else each practice of one would be asked in turn whether it is found.
    """

    def matches(kind: str) -> ColumnElement[bool]:
        query = select(cast(cast(search, JSONB())[kind].astext, TSQUERY())).scalar_subquery()
        return literal_column("practices_search.document").op("@@", is_comparison=True)(query)

    source.join(documents, documents.c.id == source.row.id)
    return matches, tuple_(source.row.ordered_at, source.row.id)


def store(
    session: Session,
    practice: int,
    ordered_at: datetime,
    said: Iterable[str],
    least: int | None,
    move: Callable[[int, int], None],
) -> None:
    """Make a practice findable by its titles, by summaries and tags, and by the rest of what it says.

    least and move: see `places.taken`.
    """
    title, head, body = findable(map(words, said))
    if session.dialect == "sqlite":
        session.execute(text("DELETE FROM practices_texts WHERE rowid = :place"), {"place": left(session, practice)})
        place = taken(session, practice, ordered_at, least, move)
        statement = "INSERT INTO practices_texts (rowid, title, summary, body) VALUES (:place, :title, :head, :body)"
        named = {"title": " ".join(title), "head": " ".join(head), "body": " ".join(body)}
        session.execute(text(statement), {"place": place, **named})
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
