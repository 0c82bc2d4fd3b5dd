"""The partners that are shipped with the platform; each start writes them as they are shipped."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import orjson
from sqlalchemy import select

from core import Session
from core.members import upsert
from plugins.partnerships.names import name_columns
from plugins.partnerships.tables import partners

OHCHR, GANHRI = 1, 2
"""Primary keys of the partners that the Declaration names."""
DATA = files("plugins.partnerships") / "data"


def read_partners() -> list[dict[str, Any]]:
    """The shipped partners, as in `data/partners.jsonl`."""
    return [orjson.loads(line) for line in (DATA / "partners.jsonl").read_bytes().splitlines()]


def write_reference_data(session: Session) -> None:
    """(S4) Write the shipped partners: OHCHR, GANHRI, the treaty bodies and others. Fold all names again."""
    shipped = [{"original_language": "en", "treaty": None, **partner} for partner in read_partners()]
    upsert(session, partners, [{**one, **name_columns(one["name"], "en", one["acronym"])} for one in shipped])
    named = select(partners.c.id, partners.c.name, partners.c.original_language, partners.c.acronym)
    registered = [
        {"id": row.id, **name_columns(row.name, row.original_language, row.acronym)} for row in session.execute(named)
    ]
    upsert(session, partners, registered)
