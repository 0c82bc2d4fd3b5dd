"""Checks the search index and sort titles against the texts; an earlier version may have folded them differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select, update

from core import Session
from plugins.practices.content import TEXTS, searchable_texts, sort_title
from plugins.practices.searching import finding
from plugins.practices.tables import practices

BATCH = 10_000
"""The practices in memory at one time: for each such batch SQLite reads its whole index."""
READ = [practices.c[name] for name in ("id", "ordered_at", "original_language", "tags", "sort_title", *TEXTS)]


def faults(session: Session) -> Iterator[str]:
    """The practices whose index or sort title does not agree with their texts, in words."""
    for row in _outdated_rows(session):
        yield f"Practice:{row['id']} has words in the search index or a sort title that do not agree with its texts."


def repair(session: Session) -> None:
    """Rebuild the index and the sort titles of those that differ."""
    for row in list(_outdated_rows(session)):
        finding.store(session, row)
        session.execute(update(practices).where(practices.c.id == row["id"]).values(sort_title=sort_title(row)))


def _outdated_rows(session: Session) -> Iterator[Mapping[str, Any]]:
    ids = session.scalars(select(practices.c.id).order_by(practices.c.ordered_at, practices.c.id)).all()
    for start in range(0, len(ids), BATCH):
        chosen = select(*READ).where(practices.c.id.in_(ids[start : start + BATCH]))
        rows = {row["id"]: dict(row) for row in session.execute(chosen).mappings()}
        outdated = finding.find_outdated(session, {key: searchable_texts(row) for key, row in rows.items()})
        yield from (row for key, row in rows.items() if key in outdated or row["sort_title"] != sort_title(row))
