"""Values for queries of a plugin, drawn from its own rows so that they find something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.conformance.examination import Examination
from core.database.sessions.session import Session
from core.platform import Platform
from schema.declaring.columns import in_seconds

FEW, MANY = 6, 24
"""The most values of a kind, and the most words."""
SMALLEST_KEY = 1_000
"""Numbers from here on count as keys, which no query takes as numbers."""


@dataclass(frozen=True)
class Pool:
    """Values of JSON by their kind. ids: by the name of the type."""

    words: list[str]
    numbers: list[int]
    dates: list[str]
    instants: list[str]
    ids: dict[str, list[str]]


def pool_of(examination: Examination, platform: Platform) -> Pool:
    """The values in the plugin's rows, and the ids of its nodes and of the rows that they refer to."""
    with platform.database.reading() as session:
        values = list(_values(examination, session))
        whole = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
        moments = [value for value in values if isinstance(value, datetime)]
        days = [value for value in values if isinstance(value, date) and not isinstance(value, datetime)]
        texts = [value for value in values if isinstance(value, str)]
        return Pool(
            words=_first(MANY, (word for text in texts for word in (text[:100], *re.findall(r"\w{4,}", text)[:2]))),
            numbers=_first(FEW, [1, *(number for number in whole if number < SMALLEST_KEY)]),
            dates=_first(FEW, (day.isoformat() for day in days)),
            instants=_first(FEW, map(in_seconds, moments)),
            ids=_ids(examination, platform, session, set(whole)),
        )


def _first(most: int, values: Iterable[Any]) -> list[Any]:
    """The first values, each once."""
    return list(dict.fromkeys(values))[:most]


def _ids(examination: Examination, platform: Platform, session: Session, keys: set[int]) -> dict[str, list[str]]:
    """The ids of the plugin's nodes, and of nodes that it adds fields to. keys: those in the plugin's rows."""
    wanted = {declaration.name for declaration in examination.declarations} | set(examination.added_fields)
    ids: dict[str, list[str]] = {}
    for name, model_type in platform.assembled.model.types.items():
        declaration = model_type.declaration
        if name in wanted and declaration.is_node and declaration.table is not None:
            found = [int(key) for key in session.execute(select(declaration.table.c.id)).scalars()]
            near = [key for key in found if key in keys] or found[:5]
            ids[name] = [f"{name}:{key}" for key in near]
    return ids


def _values(examination: Examination, session: Session) -> Iterator[Any]:
    """Every value in the plugin's rows, including each in lists and objects."""
    for table in examination.tables.sorted_tables:
        for row in session.execute(select(table)).mappings():
            yield from _flat(row.values())


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, dict):
            yield from _flat(value.values())
        elif isinstance(value, list):
            yield from _flat(value)
        else:
            yield value
