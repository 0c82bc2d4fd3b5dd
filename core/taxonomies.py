"""Taxonomies: what each value of a distinction is called in the six languages, so that no portal writes it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import delete, insert, select

from core.database.sessions.session import Session
from core.tables import terms

Rows = list[dict[str, Any]]
_WRITTEN: ContextVar[dict[str, tuple[str, Rows]] | None] = ContextVar("written", default=None)
"""Within `only_what_is_written`: the rows of each taxonomy, and whose package has shipped them."""


def write_shipped_taxonomies(session: Session, beside: str) -> None:
    """Bring taxonomies to what a plugin ships in its `data/taxonomies.json`: see `write_taxonomies`.

    beside: the file of a module of the plugin's package, that is `__file__` in its `__init__.py`.
    """
    folder = Path(beside).parent
    _write(session, (folder / "data" / "taxonomies.json").read_bytes(), folder.name)


def write_taxonomies(session: Session, shipped: bytes) -> None:
    """Bring taxonomies to what is shipped: JSON, `{"Capacity": [{"value": "ENGAGEMENT", "label": {"en": "..."}}]}`.

    A taxonomy has the name of the GraphQL enum whose values it labels, and its terms stand in the order in which they
    are shown; a term may have a `description` besides. Called from `register_reference_data`. Raises ValueError for a
    taxonomy that another plugin labels otherwise.
    """
    _write(session, shipped, "another plugin")


@contextmanager
def only_what_is_written(session: Session) -> Iterator[None]:
    """Take out the taxonomies that nobody writes meanwhile: of plugins that are gone, or that gave them up."""
    written: dict[str, tuple[str, Rows]] = {}
    token = _WRITTEN.set(written)
    try:
        yield
    finally:
        _WRITTEN.reset(token)
    session.execute(delete(terms).where(terms.c.taxonomy.not_in(list(written))))


def _write(session: Session, shipped: bytes, whose: str) -> None:
    taxonomies: dict[str, Rows] = orjson.loads(shipped)
    for name, listed in taxonomies.items():
        wanted = [
            {"taxonomy": name, "position": place, "description": {}, **term} for place, term in enumerate(listed, 1)
        ]
        _claim(name, wanted, whose)
        present = session.execute(select(terms).where(terms.c.taxonomy == name).order_by(terms.c.position)).mappings()
        if [dict(row) for row in present] != wanted:
            session.execute(delete(terms).where(terms.c.taxonomy == name))
            if wanted:
                session.execute(insert(terms), wanted)


def _claim(name: str, wanted: Rows, whose: str) -> None:
    """Raises ValueError where another has labelled a taxonomy otherwise since `only_what_is_written` began."""
    written = _WRITTEN.get()
    if written is None:
        return
    other, labelled = written.setdefault(name, (whose, wanted))
    if labelled != wanted:
        raise ValueError(
            f"The taxonomy {name} is labelled by {other}: label your own enums alone, and give them names of their own."
        )
