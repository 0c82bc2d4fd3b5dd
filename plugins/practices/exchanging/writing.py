"""Writes practices, including drafts, as rows of files that `loading` reads without loss.

A row is a practice in its present state: its participant, status, texts in each language, the values under which it is
filed, its links and its dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core import Platform
from core.members import participant_codes
from plugins.practices.content import TEXTS
from plugins.practices.exchanging.columns import FIELDS, MOMENTS
from plugins.practices.exchanging.files import save
from plugins.practices.tables import links, practices


def export(platform: Platform, path: Path, progress: Callable[[list[Any]], Iterator[Any]]) -> int:
    """Write every practice to a file, CSV or JSON Lines by its ending; returns their number. Raises StartupError."""
    with platform.database.reading() as session:
        codes = participant_codes(session)
        found: dict[int, list[dict[str, str]]] = {}
        for each in session.execute(select(links).order_by(links.c.practice_id, links.c.position)):
            titled = {"url": each.url} | ({} if each.title is None else {"title": each.title})
            found.setdefault(each.practice_id, []).append(titled)
        keys = list(session.execute(select(practices.c.id).order_by(practices.c.id)).scalars())
        rows = (
            _file_row(dict(row), codes, found)
            for key in progress(keys)
            for row in session.execute(select(practices).where(practices.c.id == key)).mappings()
        )
        return save(path, rows)


def _file_row(row: Mapping[str, Any], codes: Mapping[int, str], found: Mapping[int, Any]) -> dict[str, Any]:
    written = {
        **row,
        "id": f"Practice:{row['id']}",
        "state": codes[row["participant_id"]],
        "started_on": row["started_on"].isoformat() if row["started_on"] else None,
        **{name: row[name].isoformat().replace("+00:00", "Z") if row[name] else None for name in MOMENTS},
        **{name: {code: row[name][code] for code in sorted(row[name])} for name in TEXTS},
        "links": found.get(row["id"], []),
    }
    return {name: written[name] for name in FIELDS}
