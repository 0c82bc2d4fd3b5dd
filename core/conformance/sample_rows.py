"""Made-up rows for tables as they stand in a database."""

from __future__ import annotations

import datetime
import json
from typing import Any

from sqlalchemy import JSON, Column, Table, select

from core.database.sessions.session import Session
from schema.declaring.constraints import HasOriginal

WORDS = dict.fromkeys(("ar", "en", "es", "fr", "ru", "zh"), "Fictitious")
"""A text in each of the six languages."""


def sample_row(session: Session, table: Table, declared: Table | None) -> dict[str, Any]:
    """A value for each column that takes no null; keys into other tables point to a row that is there.

    declared: the same table as the plugin declares it, which says what else its rows must meet.
    """
    constraints = declared.constraints if declared is not None else ()
    languages = {each.language.strip('"') for each in constraints if isinstance(each, HasOriginal)}
    return {
        column.name: "en" if column.name in languages else _sample(session, column)
        for column in table.columns
        if not column.nullable and column.server_default is None
    }


def _sample(session: Session, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        found = session.execute(select(key.column).limit(1)).scalar()
        if found is not None:
            return found
    if isinstance(column.type, JSON):
        return WORDS
    try:
        kind = column.type.python_type
    except NotImplementedError:
        kind = str
    samples: dict[type, Any] = {
        int: 4503599627370496,
        bool: False,
        float: 1.0,
        datetime.date: datetime.date(2024, 5, 9),
        datetime.datetime: datetime.datetime(2024, 5, 9, 12, tzinfo=datetime.UTC),
        list: [],
    }
    return samples.get(kind, json.dumps(WORDS))
