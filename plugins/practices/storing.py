"""Stores what belongs to a practice: its first row, its links, its terms and its words in the search index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from core import Session, new_id
from plugins.practices.content import FILED, TEXTS, PracticeLink, PracticeText, sort_title
from plugins.practices.enums import PracticeStatus
from plugins.practices.searching import finding
from plugins.practices.tables import links, terms


def new_row(practice: int, participant: int, state: int | None, text: PracticeText, now: datetime) -> dict[str, Any]:
    """The row of a draft with its texts in the original language, not filed under anything yet. Raises Invalid."""
    row: dict[str, Any] = {
        "id": practice,
        "participant_id": participant,
        "state_id": state,
        "status": PracticeStatus.DRAFT.name,
        **{name: {} for name in TEXTS},
        "original_language": text.language,
        "languages": [],
        **{name: [] for name in FILED if name != "languages"},
        "updated_at": now,
        "submission": 0,
        "revision": 1,
        "ordered_at": now,
        "adoption_count": 0,
    }
    row |= text.checked().added_to(row)
    return {**row, "sort_title": sort_title(row)}


def links_of(session: Session, practice: int) -> list[PracticeLink]:
    """The links of a practice, in their order."""
    found = select(links.c.url, links.c.title).where(links.c.practice_id == practice).order_by(links.c.position)
    return [PracticeLink(row.url, row.title) for row in session.execute(found)]


def replace_links(session: Session, practice: int, given: Sequence[PracticeLink] | None) -> None:
    """Replace the links of a practice by these, which have been checked; None leaves them."""
    if given is None:
        return
    session.execute(delete(links).where(links.c.practice_id == practice))
    rows = [
        {"id": new_id(), "practice_id": practice, "position": position, "url": found.url, "title": found.title}
        for position, found in enumerate(given)
    ]
    if rows:
        session.execute(insert(links), rows)


def make_findable(session: Session, row: Mapping[str, Any]) -> None:
    """Write the terms of a practice and its words in the search index, as it is now."""
    practice = row["id"]
    session.execute(delete(terms).where(terms.c.practice_id == practice))
    filed = [
        {"practice_id": practice, "kind": kind, "value": str(value)}
        for name, kind in FILED.items()
        for value in dict.fromkeys(row[name])
    ]
    if filed:
        session.execute(insert(terms), filed)
    finding.store(session, row)
