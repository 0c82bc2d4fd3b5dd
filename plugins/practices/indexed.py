"""What practices are found and put in order by, held against what they say: a server of before may have folded it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select, update

from core import Session
from plugins.practices.content import TEXTS, searchable_texts, sort_title
from plugins.practices.searching import finding
from plugins.practices.storing import index_text
from plugins.practices.tables import practices

BATCH = 10_000
"""Practices that are held in memory: for each such batch SQLite goes through its whole index."""
READ = [practices.c[name] for name in ("id", "ordered_at", "original_language", "tags", "sort_title", *TEXTS)]


def faults(session: Session) -> Iterator[str]:
    """Which practices are not found, or not put in order, by what they say."""
    for row in _differing(session):
        yield f"Practice:{row['id']} is not found, or not put in order, by what it says."


def mend(session: Session) -> None:
    """Have them be found, and put in order, by what they say."""
    for row in list(_differing(session)):
        index_text(session, row)
        session.execute(update(practices).where(practices.c.id == row["id"]).values(sort_title=sort_title(row)))


def _differing(session: Session) -> Iterator[Mapping[str, Any]]:
    ids = session.scalars(select(practices.c.id).order_by(practices.c.ordered_at, practices.c.id)).all()
    for start in range(0, len(ids), BATCH):
        chosen = select(*READ).where(practices.c.id.in_(ids[start : start + BATCH]))
        rows = {row["id"]: dict(row) for row in session.execute(chosen).mappings()}
        wrong = finding.differing(session, {key: searchable_texts(row) for key, row in rows.items()})
        yield from (row for key, row in rows.items() if key in wrong or row["sort_title"] != sort_title(row))
