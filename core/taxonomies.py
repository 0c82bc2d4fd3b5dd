"""Taxonomies: what each value of a distinction is called in the six languages, so that no portal writes it by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import delete, insert, select

from core.database.sessions.session import Session
from core.tables import terms


def write_shipped_taxonomies(session: Session, beside: str) -> None:
    """Bring taxonomies to what a plugin ships in its `data/taxonomies.json`: see `write_taxonomies`.

    beside: the file of a module of the plugin's package, that is `__file__` in its `__init__.py`.
    """
    write_taxonomies(session, (Path(beside).parent / "data" / "taxonomies.json").read_bytes())


def write_taxonomies(session: Session, shipped: bytes) -> None:
    """Bring taxonomies to what is shipped: JSON, `{"Capacity": [{"value": "ENGAGEMENT", "label": {"en": "..."}}]}`.

    A taxonomy has the name of the GraphQL enum whose values it labels, and its terms stand in the order in which they
    are shown; a term may have a `description` besides. Called from `register_reference_data`.
    """
    taxonomies: dict[str, list[dict[str, Any]]] = orjson.loads(shipped)
    for name, listed in taxonomies.items():
        wanted = [
            {"taxonomy": name, "position": place, "description": {}, **term} for place, term in enumerate(listed, 1)
        ]
        present = session.execute(select(terms).where(terms.c.taxonomy == name).order_by(terms.c.position)).mappings()
        if [dict(row) for row in present] != wanted:
            session.execute(delete(terms).where(terms.c.taxonomy == name))
            session.execute(insert(terms), wanted)
