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

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal_column,
    not_,
    select,
    table,
    text,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from core import Session
from plugins.practices.searching.places import leave_place, places, take_place
from plugins.practices.searching.words import SearchTerms, Term, findable, search_terms, words
from schema import Instant, Source

NOTHING = {"sqlite": '"\u0001"', "postgresql": ""}
ALL = {"sqlite": " AND ", "postgresql": " & "}
ANY = {"sqlite": " OR ", "postgresql": " | "}
BEST_FIRST = ("title", "some", "head", "rest")
ANYWHERE = {"sqlite": (), "postgresql": ("all", "any")}
LAST_POSITION = 16_383
"""The last position that a tsvector stores: a phrase that begins after it is not found there."""

documents = table(
    "practices_search", column("id", BigInteger()), column("ordered_at", Instant), column("document", TSVECTOR())
)
"""The full-text table of PostgreSQL, with one document for all texts of a practice."""

STORE_TEXTS = text("INSERT INTO practices_texts (rowid, title, summary, body) VALUES (:place, :title, :head, :body)")
STORE_DOCUMENT = text(
    "INSERT INTO practices_search (id, ordered_at, document) VALUES (:id, :ordered_at, CAST(:document AS tsvector)) "
    "ON CONFLICT (id) DO UPDATE SET ordered_at = excluded.ordered_at, document = excluded.document"
).bindparams(bindparam("ordered_at", type_=Instant))

IN_SAMPLE = "practices_search.id & 63 = 0"
"""One document in 64, since keys are random: they have an index of their own."""
MANY_IN_SAMPLE = 4
"""If more documents of the sample are of a rank, a page is found faster in the order of the list."""

index = table("practices_texts", column("rowid", BigInteger()))
"""The full-text table of SQLite."""


def queries(written: str, dialect: str) -> Mapping[str, str]:
    """What a person typed, as queries of the engine.

    find: all that is wanted and nothing unwanted. Each of it in one of: title, all of it in the title; some,
    any of it there; head, all of it in title, summary and tags; rest. For the indexes of PostgreSQL besides, wherever
    it stands: all of it; any of it, if that is not the same.
    """
    return _queries(search_terms(written), dialect)


@lru_cache(100)
def _queries(found: SearchTerms, dialect: str) -> Mapping[str, str]:
    if not found.wanted:
        return dict.fromkeys(("find", *BEST_FIRST, *ANYWHERE[dialect]), NOTHING[dialect])
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
    if dialect == "postgresql":
        any_of_it = _in("", found.wanted, ANY, dialect) if len(found.wanted) > 1 else NOTHING[dialect]
        kinds |= {"all": somewhere, "any": any_of_it}
    return kinds


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
    if term.others:
        forms = (_term(Term((form,), term.prefix), dialect, weights) for form in (*term.words, *term.others))
        return f"({ANY[dialect].join(forms)})"
    if dialect == "sqlite":
        return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'
    *before, last = (f"'{word}'" for word in term.words)
    ending = f":{'*' if term.prefix else ''}{weights}" if term.prefix or weights else ""
    marked = [f"{word}:{weights}" if weights else word for word in before]
    return f"({' <-> '.join([*marked, last + ending])})"


def narrowed(source: Source, search: Any) -> None:
    """Keep what a search finds, best first unless another order is asked for.

    Best is what has every word in its title, then what has some there, then what has all in summary and tags, then
    all others; among equals the newest.
    """
    if search is None:
        return
    found, ways = (_in_texts if source.dialect == "sqlite" else _in_documents)(source, search)
    source.where(found)
    if source.order_name in ("default", "RELEVANCE"):
        for kind in BEST_FIRST:
            source.rank(*ways(kind), instead_of=found)
        source.order(source.row.ordered_at, descending=source.descending)


Ways = Sequence[tuple[ColumnElement[bool], Sequence[ColumnElement[Any]]]]
"""How the practices of a rank are found: see `Source.rank`."""


def _in_texts(source: Source, search: Any) -> tuple[ColumnElement[bool], Callable[[str], Ways]]:
    """Join the index of SQLite, which brings what it finds in the order of places."""

    def matches(kind: str) -> ColumnElement[bool]:
        return literal_column("practices_texts").op("MATCH", is_comparison=True)(search[kind])

    source.join(places, places.c.practice_id == source.row.id)
    source.join(index, places.c.place == index.c.rowid)
    return matches("find"), lambda kind: [(matches(kind), [index.c.rowid])]


def _in_documents(source: Source, search: Any) -> tuple[ColumnElement[bool], Callable[[str], Ways]]:
    """Join the documents of PostgreSQL, whose index brings what it finds in no order.

    So where a rank has many practices, documents are asked one by one in the order of the list until the page is full.
    Where it has few, the index finds them all.
    """

    def has(texts: ColumnElement[Any], kind: str) -> ColumnElement[bool]:
        query = select(cast(cast(search[kind], Text), TSQUERY())).scalar_subquery()
        return texts.op("@@", is_comparison=True)(query)

    document = documents.c.document
    title, head = (func.ts_filter(document, literal_column(f"'{weights}'")) for weights in ("{a}", "{a,b}"))
    indexed = {
        "title": has(title, "all"),
        "some": and_(has(title, "any"), has(document, "find")),
        "head": has(head, "all"),
        "rest": has(document, "find"),
    }

    standing = documents.c.id == source.row.id
    joined, wheres = source.target.join(documents, standing), list(source.wheres)

    def ways(kind: str) -> Ways:
        sampled = select(documents.c.id).select_from(joined).where(literal_column(IN_SAMPLE), indexed[kind], *wheres)
        looked = select(exists(sampled.offset(literal_column(str(MANY_IN_SAMPLE)))).label("many")).cte()
        many = select(looked.c.many).scalar_subquery()
        in_rank = has(document, kind).is_(true())  # No index answers this form: it is asked of one document.
        return [
            (and_(many, in_rank), [documents.c.ordered_at, documents.c.id]),
            (and_(not_(many), indexed[kind], in_rank), [tuple_(documents.c.ordered_at, documents.c.id)]),
        ]

    source.join(documents, standing)
    return has(document, "find"), ways


def store(
    session: Session,
    practice: int,
    ordered_at: datetime,
    said: Iterable[str],
    least: int | None,
    move: Callable[[int, int], None],
) -> None:
    """Make a practice findable by its titles, by summaries and tags, and by the rest of what it says.

    least and move: see `places.take_place`.
    """
    if session.dialect == "sqlite":
        session.execute(
            text("DELETE FROM practices_texts WHERE rowid = :place"), {"place": leave_place(session, practice)}
        )
        place = take_place(session, practice, ordered_at, least, move)
        session.execute(STORE_TEXTS, {"place": place, **texts_of(said)})
        return
    document = document_of(said)
    session.execute(STORE_DOCUMENT, {"id": practice, "ordered_at": ordered_at, "document": document})


def texts_of(said: Iterable[str]) -> dict[str, str]:
    """The words as SQLite keeps them."""
    return {
        name: " ".join(kept) for name, kept in zip(("title", "head", "body"), findable(map(words, said)), strict=True)
    }


def document_of(said: Iterable[str]) -> str:
    """The words as PostgreSQL keeps them, with their places and weights.

    Between two parts a place is left free, so that no phrase spans them.
    """
    written, place = [], 0
    for part, weight in zip(findable(map(words, said)), "ABC", strict=True):
        for word in part:
            place += 1
            written.append(f"'{word}':{min(place, LAST_POSITION)}{weight}")
        place += 1
    return " ".join(written)
