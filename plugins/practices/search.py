"""Search in titles, summaries, bodies and tags of all languages: FTS5 on SQLite, tsvector on PostgreSQL.

Words are folded and cut in Python, for storing and for asking alike, so that both engines find the same and no string
that a person types can reach an engine's own query language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, column, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from schema import Source

MOST_WORDS = 20
LONGEST_WORD = 60
LAST_POSITION = 16_000
WORD = re.compile(r"\w+")
PART = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
IDEOGRAPH = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
NOTHING = {"sqlite": '"\u0001"', "postgresql": ""}

index = table("practices_search", column("id", BigInteger()), column("rowid", BigInteger()), column("document"))


def words(written: str) -> list[str]:
    """The words of a text, folded: lower case, no accents, each ideograph a word."""
    decomposed = unicodedata.normalize("NFKD", written.lower())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return [word[:LONGEST_WORD] for word in WORD.findall(IDEOGRAPH.sub(r" \1 ", plain)) if word.strip("_")]


def asked(written: str, dialect: str) -> str:
    """What a person typed, as the engine's query: every word must be found or begun, "phrases" whole, -words not."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, minus_word, word in PART.findall(written)[:MOST_WORDS]:
        found = words(phrase or word)
        if not found:
            continue
        term = _phrase(found, dialect, prefix=not phrase)
        (unwanted if minus or minus_word else wanted).append(term)
    if not wanted:
        return NOTHING[dialect]
    if dialect == "sqlite":
        query = " AND ".join(wanted)
        return f"({query}) NOT ({' OR '.join(unwanted)})" if unwanted else query
    return " & ".join([*wanted, *(f"!({term})" for term in unwanted)])


def _phrase(found: list[str], dialect: str, prefix: bool) -> str:
    if dialect == "sqlite":
        return f'"{" ".join(found)}"{" *" if prefix else ""}'
    *before, last = (f"'{word}'" for word in found)
    return f"({' <-> '.join([*before, f'{last}:*' if prefix else last])})"


def narrowed(source: Source, search: object) -> None:
    """Keep what a search finds, best first unless another order is asked for; titles count ten times."""
    if search is None:
        return
    if source.dialect == "sqlite":
        rank = func.bm25(literal_column("practices_search"), 10.0, 1.0)
        score = cast(rank * -1_000_000, BigInteger())
        hits = select(index.c.rowid.label("hit"), score.label("score")).where(
            literal_column("practices_search").op("MATCH")(search)
        )
    else:
        query: ColumnElement[Any] = literal_column("search_query")
        rank = func.ts_rank(literal_column("'{0,0,0.1,1}'::real[]"), literal_column("practices_search.document"), query)
        score = cast(rank * 1_000_000, BigInteger())
        asking = select(cast(search, TSQUERY()).label("search_query")).subquery("asking")
        hits = select(index.c.id.label("hit"), score.label("score")).select_from(
            index.join(asking, literal_column("practices_search.document @@ search_query"))
        )
    found = hits.subquery("hits")
    source.join(found, found.c.hit == source.row.id)
    if source.order_name in ("default", "RELEVANCE"):
        source.order(found.c.score, descending=source.descending)


def store(session: Session, practice: int, titles: Iterable[str], bodies: Iterable[str]) -> None:
    """Make a practice findable by these texts, instead of by what it was found by before."""
    title, body = (words(" ".join(texts)) for texts in (titles, bodies))
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DELETE FROM practices_search WHERE rowid = :id"), {"id": practice})
        statement = "INSERT INTO practices_search (rowid, title, body) VALUES (:id, :title, :body)"
        session.execute(text(statement), {"id": practice, "title": " ".join(title), "body": " ".join(body)})
        return
    places = [(word, "A") for word in title] + [("", "")] + [(word, "B") for word in body]
    placed = enumerate(places[:LAST_POSITION], 1)
    document = " ".join(f"'{word}':{place}{weight}" for place, (word, weight) in placed if word)
    statement = (
        "INSERT INTO practices_search (id, document) VALUES (:id, CAST(:document AS tsvector)) "
        "ON CONFLICT (id) DO UPDATE SET document = excluded.document"
    )
    session.execute(text(statement), {"id": practice, "document": document})
