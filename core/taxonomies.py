"""Taxonomies: the labels of the values of enumerations in the six languages, so that portals need not write them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import delete, insert, select

from core.database.sessions.session import Session, writer_in
from core.errors import StartupError
from core.tables import terms

Rows = list[dict[str, Any]]


class TaxonomyClash(StartupError):
    """Two plugins label one taxonomy differently."""

    def __init__(self, taxonomy: str, owner: str, writer: str) -> None:
        super().__init__("REFERENCE_DATA", f"The plugins {owner!r} and {writer!r} both label the taxonomy {taxonomy}.")
        self.taxonomy, self.owner, self.writer = taxonomy, owner, writer


def write_shipped_taxonomies(session: Session, beside: str) -> None:
    """Update taxonomies to those that a plugin ships in its `data/taxonomies.json`: see `write_taxonomies`.

    beside: a file in the plugin's package, that is `__file__` in its `__init__.py`.
    """
    write_taxonomies(session, (Path(beside).parent / "data" / "taxonomies.json").read_bytes())


def write_taxonomies(session: Session, shipped: bytes) -> None:
    """Update taxonomies to the shipped ones: JSON, `{"Capacity": [{"value": "ENGAGEMENT", "label": {"en": "..."}}]}`.

    A taxonomy has the name of the GraphQL enum whose values it labels, and its terms are in the order in which they are
    shown; a term may also have a `description`. An empty list removes a taxonomy. Called from
    `register_reference_data`. Raises TaxonomyClash for a taxonomy that another plugin labels differently.
    """
    for name, listed in orjson.loads(shipped).items():
        _update(session, name, [{"position": place, "description": {}, **term} for place, term in enumerate(listed, 1)])


def forget_taxonomies_of_others(session: Session, plugins: Collection[str]) -> None:
    """Delete the taxonomies of plugins that are gone: of all but these."""
    session.execute(delete(terms).where(terms.c.plugin.not_in(list(plugins))))


def _update(session: Session, name: str, wanted: Rows) -> None:
    present = _stored(session, name)
    owner: Any = present[0]["plugin"] if present else None
    writer = writer_in(session) or owner
    wanted = [{"taxonomy": name, "plugin": writer, **term} for term in wanted]
    if owner in (None, writer) or present == [{**term, "plugin": owner} for term in wanted]:
        if present != wanted:
            session.execute(delete(terms).where(terms.c.taxonomy == name))
            if wanted:
                session.execute(insert(terms), wanted)
    elif wanted:
        raise TaxonomyClash(name, owner, writer)


def _stored(session: Session, name: str) -> Rows:
    found = session.execute(select(terms).where(terms.c.taxonomy == name).order_by(terms.c.position))
    return [dict(row) for row in found.mappings()]
