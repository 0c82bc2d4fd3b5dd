"""Search on PostgreSQL: a tsvector for each practice, whose words have places and weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
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
from plugins.practices.content import searchable_texts
from plugins.practices.searching.syntax import ANYWHERE, Syntax, Ways
from plugins.practices.searching.words import SearchTerms, Term, findable, words
from schema import Instant, Source

documents = table(
    "practices_search", column("id", BigInteger()), column("ordered_at", Instant), column("document", TSVECTOR())
)
"""The full-text table, with one document for all texts of a practice."""

STORE_DOCUMENT = text(
    "INSERT INTO practices_search (id, ordered_at, document) VALUES (:id, :ordered_at, CAST(:document AS tsvector)) "
    "ON CONFLICT (id) DO UPDATE SET ordered_at = excluded.ordered_at, document = excluded.document"
).bindparams(bindparam("ordered_at", type_=Instant))
DIFFERING = text(
    "SELECT id FROM unnest(CAST(:ids AS bigint[]), CAST(:documents AS text[])) AS wanted(id, document) "
    "LEFT JOIN practices_search USING (id) WHERE practices_search.document IS DISTINCT FROM "
    "CAST(wanted.document AS tsvector)"
)
LAST_POSITION = 16_383
"""The last position that a tsvector stores: a phrase that begins after it is not found there."""
MOST_PLACES = 256
"""The most places of one word that a tsvector stores."""

IN_SAMPLE = "practices_search.id & 63 = 0"
"""One document in 64, since keys are random: they have an index of their own."""
MANY_IN_SAMPLE = 4
"""If more documents of the sample have a rank, a page is found faster in the order of the list."""


def _phrase(term: Term, weights: str) -> str:
    *before, last = (f"'{word}'" for word in term.words)
    ending = f":{'*' if term.prefix else ''}{weights}" if term.prefix or weights else ""
    marked = [f"{word}:{weights}" if weights else word for word in before]
    return f"({' <-> '.join([*marked, last + ending])})"


SYNTAX = Syntax(
    nothing="",
    all_of=" & ",
    any_of=" | ",
    but_not="& !",
    phrase=_phrase,
    within=lambda query, _: f"({query})",
)


def queries(found: SearchTerms) -> Mapping[str, str]:
    """What a search asks for, as queries of PostgreSQL: see `Syntax.ranked`.

    Two more are for the indexes, wherever words stand: `all` that is wanted, and `any` of it if there are several.
    """
    somewhere = SYNTAX.all_in(ANYWHERE, found.wanted) if found.wanted else SYNTAX.nothing
    any_of_it = SYNTAX.any_in(ANYWHERE, found.wanted) if len(found.wanted) > 1 else SYNTAX.nothing
    return {**SYNTAX.ranked(found), "all": somewhere, "any": any_of_it}


def find(source: Source, search: Any) -> tuple[ColumnElement[bool], Callable[[str], Ways]]:
    """Join the documents, whose index finds them in no order; returns the condition, and how each rank is found.

    If a rank has many practices, documents are checked one by one in the order of the list until the page is full. If
    it has few, the index finds them all.
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
        in_rank = has(document, kind).is_(true())  # No index answers this form: it is checked on single documents.
        return [
            (and_(many, in_rank), [documents.c.ordered_at, documents.c.id]),
            (and_(not_(many), indexed[kind], in_rank), [tuple_(documents.c.ordered_at, documents.c.id)]),
        ]

    source.join(documents, standing)
    return has(document, "find"), ways


def store(session: Session, row: Mapping[str, Any]) -> None:
    """Store the document of a practice."""
    document = document_of(searchable_texts(row))
    session.execute(STORE_DOCUMENT, {"id": row["id"], "ordered_at": row["ordered_at"], "document": document})


def find_outdated(session: Session, texts: Mapping[int, Iterable[str]]) -> set[int]:
    """The practices whose document is not that of their texts."""
    documents_of = {"ids": list(texts), "documents": list(map(document_of, texts.values()))}
    return set(session.scalars(DIFFERING, documents_of))


def document_of(texts: Iterable[str]) -> str:
    """The words as a document, each with its places and their weights.

    A place between two texts is left free, so that no phrase spans them. Each word is written once, because PostgreSQL
    counts it as often as it is written.
    """
    places, place = dict[str, dict[str, None]](), 0
    for part, weight in zip(findable(map(words, texts)), "ABC", strict=True):
        for word in part:
            place += 1
            places.setdefault(word, {})[f"{min(place, LAST_POSITION)}{weight}"] = None
        place += 1
    return " ".join(f"'{word}':{','.join(islice(found, MOST_PLACES))}" for word, found in places.items())
