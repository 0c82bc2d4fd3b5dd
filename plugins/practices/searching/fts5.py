"""Search on SQLite: an index of FTS5, in which each practice has a place in the order of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, column, literal_column, select, table, text

from core import Session
from plugins.practices.content import searchable_texts
from plugins.practices.searching.places import leave_place, places, take_place
from plugins.practices.searching.syntax import ANYWHERE, HEAD, TITLE, Syntax, Ways
from plugins.practices.searching.words import SearchTerms, Term, findable, words
from plugins.practices.tables import practices
from schema import Source

index = table("practices_texts", column("rowid", BigInteger()))
"""The full-text table."""

FORGET_TEXTS = text("DELETE FROM practices_texts WHERE rowid = :place")
STORE_TEXTS = text("INSERT INTO practices_texts (rowid, title, summary, body) VALUES (:place, :title, :head, :body)")
LIST_WORDS = text(
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.practices_words USING fts5vocab(main, practices_texts, instance)"
)
STORED_WORDS = text(
    "SELECT doc, col, group_concat(term, ' ' ORDER BY offset) FROM temp.practices_words "
    "WHERE doc BETWEEN :first AND :last GROUP BY doc, col"
)
COLUMNS = {ANYWHERE: "", TITLE: "title : ", HEAD: "{title summary} : "}
"""The columns with the texts of these weights."""


def _phrase(term: Term, _: str) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


SYNTAX = Syntax(
    nothing='"\u0001"',
    all_of=" AND ",
    any_of=" OR ",
    but_not="NOT",
    phrase=_phrase,
    within=lambda query, weights: f"({COLUMNS[weights]}({query}))",
)


def queries(found: SearchTerms) -> Mapping[str, str]:
    """What a search asks for, as queries of FTS5: see `Syntax.ranked`."""
    return SYNTAX.ranked(found)


def find(source: Source, search: Any) -> tuple[ColumnElement[bool], Callable[[str], Ways]]:
    """Join the index, which finds in the order of places; returns the condition, and how each rank is found."""

    def matches(kind: str) -> ColumnElement[bool]:
        return literal_column("practices_texts").op("MATCH", is_comparison=True)(search[kind])

    source.join(places, places.c.practice_id == source.row.id)
    source.join(index, places.c.place == index.c.rowid)
    return matches("find"), lambda kind: [(matches(kind), [index.c.rowid])]


def store(session: Session, row: Mapping[str, Any]) -> None:
    """Put a practice into the index, at its place; those that make room for it are put at their new ones."""
    old = leave_place(session, row["id"])
    place, moved = take_place(session, row["id"], row["ordered_at"])
    others = _texts_of(session, [each.practice for each in moved]) if moved else {}
    session.execute(FORGET_TEXTS, [{"place": left} for left in (old, *(each.before for each in moved))])
    kept = [(place, searchable_texts(row)), *((each.now, others[each.practice]) for each in moved)]
    session.execute(STORE_TEXTS, [{"place": each, **stored_words(texts)} for each, texts in kept])


def _texts_of(session: Session, keys: Sequence[int]) -> dict[int, Iterable[str]]:
    """The texts of practices, by their keys."""
    found = session.execute(select(practices).where(practices.c.id.in_(keys)))
    return {row["id"]: searchable_texts(dict(row)) for row in found.mappings()}


def find_outdated(session: Session, texts: Mapping[int, Iterable[str]]) -> set[int]:
    """The practices whose words in the index are not those of their texts. texts: of some that stand side by side."""
    standing = select(places.c.place, places.c.practice_id).where(places.c.practice_id.in_(texts))
    at = {row.place: row.practice_id for row in session.execute(standing)}
    session.execute(LIST_WORDS)
    kept: dict[int, dict[str, str]] = {practice: {} for practice in at.values()}
    between = {"first": min(at, default=0), "last": max(at, default=0)}
    for place, part, words_there in session.execute(STORED_WORDS, between):
        if place in at:
            kept[at[place]][part] = words_there
    wanted = {practice: _as_listed(stored_words(words_of)) for practice, words_of in texts.items()}
    return {practice for practice, listed in wanted.items() if kept.get(practice) != listed}


def _as_listed(texts: Mapping[str, str]) -> dict[str, str]:
    """The words as the index lists them: a text without words is not listed."""
    listed = {"title": texts["title"], "summary": texts["head"], "body": texts["body"]}
    return {part: text for part, text in listed.items() if text}


def stored_words(texts: Iterable[str]) -> dict[str, str]:
    """The words of texts as the index stores them."""
    return {
        name: " ".join(kept) for name, kept in zip(("title", "head", "body"), findable(map(words, texts)), strict=True)
    }
