"""Search on SQLite: an index of FTS5, in which each practice has a place in the order of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, column, literal_column, select, table, text

from core import Session
from plugins.practices.searching.places import leave_place, places, take_place
from plugins.practices.searching.syntax import ANYWHERE, HEAD, TITLE, Syntax, Ways
from plugins.practices.searching.words import SearchTerms, Term, findable, words
from schema import Source

index = table("practices_texts", column("rowid", BigInteger()))
"""The full-text table."""

FORGET_TEXTS = text("DELETE FROM practices_texts WHERE rowid = :place")
STORE_TEXTS = text("INSERT INTO practices_texts (rowid, title, summary, body) VALUES (:place, :title, :head, :body)")
LIST_WORDS = text(
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.practices_words USING fts5vocab(main, practices_texts, instance)"
)
KEPT_WORDS = text(
    "SELECT doc, col, group_concat(term, ' ' ORDER BY offset) FROM temp.practices_words "
    "WHERE doc BETWEEN :first AND :last GROUP BY doc, col"
)
COLUMNS = {ANYWHERE: "", TITLE: "title : ", HEAD: "{title summary} : "}
"""The columns that hold the texts of these weights."""


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
    """Join the index, which brings what it finds in the order of places; what it finds, and how each rank is found."""

    def matches(kind: str) -> ColumnElement[bool]:
        return literal_column("practices_texts").op("MATCH", is_comparison=True)(search[kind])

    source.join(places, places.c.practice_id == source.row.id)
    source.join(index, places.c.place == index.c.rowid)
    return matches("find"), lambda kind: [(matches(kind), [index.c.rowid])]


def store(
    session: Session,
    practice: int,
    ordered_at: datetime,
    said: Iterable[str],
    said_by: Callable[[Sequence[int]], Mapping[int, Iterable[str]]],
) -> None:
    """Put a practice into the index, at its place. said_by: what others say, who have to make room for it."""
    old = leave_place(session, practice)
    place, moved = take_place(session, practice, ordered_at)
    others = said_by([each.practice for each in moved]) if moved else {}
    session.execute(FORGET_TEXTS, [{"place": left} for left in (old, *(each.before for each in moved))])
    kept = [(place, said), *((each.now, others[each.practice]) for each in moved)]
    session.execute(STORE_TEXTS, [{"place": each, **texts_of(words_of)} for each, words_of in kept])


def differing(session: Session, said: Mapping[int, Iterable[str]]) -> set[int]:
    """Which of these practices, who stand side by side, have other words in the index than theirs, or none."""
    standing = select(places.c.place, places.c.practice_id).where(places.c.practice_id.in_(said))
    at = {row.place: row.practice_id for row in session.execute(standing)}
    session.execute(LIST_WORDS)
    kept: dict[int, dict[str, str]] = {practice: {} for practice in at.values()}
    between = {"first": min(at, default=0), "last": max(at, default=0)}
    for place, part, words_there in session.execute(KEPT_WORDS, between):
        if place in at:
            kept[at[place]][part] = words_there
    wanted = {practice: _as_listed(texts_of(words_of)) for practice, words_of in said.items()}
    return {practice for practice, texts in wanted.items() if kept.get(practice) != texts}


def _as_listed(texts: Mapping[str, str]) -> dict[str, str]:
    """The words as the index lists them: nothing where there are none."""
    named = {"title": texts["title"], "summary": texts["head"], "body": texts["body"]}
    return {part: said for part, said in named.items() if said}


def texts_of(said: Iterable[str]) -> dict[str, str]:
    """The words as they are kept."""
    return {
        name: " ".join(kept) for name, kept in zip(("title", "head", "body"), findable(map(words, said)), strict=True)
    }
