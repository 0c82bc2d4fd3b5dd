"""Made-up rows for tables as they stand in a database, and hostile values for inputs."""

from __future__ import annotations

import copy
import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, get_nullable_type
from sqlalchemy import JSON, Column, Table, select

from core.sessions.session import Session
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


MOST_OTHERS = 6
"""So many other values of an enumeration are tried."""

IDENTIFIER = re.compile(r"([A-Z]\w+):\d+")

HOSTILE: tuple[Any, ...] = (
    "",
    " ",
    "x" * 3_000,
    "State:1",
    "Participant:999999999999999999999999",
    "'; --",
    "\U0001f600",
)


def hostile_inputs(given: dict[str, Any], kind: Any) -> Iterator[dict[str, Any]]:
    """The input of a write that was carried out, with one value at a time replaced by what makes no sense, or another.

    kind: its GraphQL type, which says what else an enumeration has.
    """
    for path, value in _leaves(given, ()):
        enumerated = _enumerated(kind, path)
        others = [name for name in enumerated if name != value][:MOST_OTHERS]
        for replacement in [*others, None] if enumerated else _replacements(value):
            changed = copy.deepcopy(given)
            place: Any = changed
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = replacement
            yield changed


def _enumerated(kind: Any, path: tuple[Any, ...]) -> list[str]:
    """The values of the enumeration that stands at a path of an input, if one does: in a scalar such as JSON, none."""
    for step in path:
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLInputObjectType):
            kind = kind.fields[step].type
        elif isinstance(kind, GraphQLList):
            kind = kind.of_type
        else:
            return []
    kind = get_nullable_type(kind)
    return list(kind.values) if isinstance(kind, GraphQLEnumType) else []


def _leaves(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        yield path, value
        for number, item in enumerate(value[:1]):
            yield from _leaves(item, (*path, number))
    else:
        yield path, value


def _replacements(value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value, None)
    if isinstance(value, int):
        return (0, -1, 2_147_483_647, None)
    if isinstance(value, list):
        return ([], [*value, *value], None)
    if isinstance(value, str) and value[:4].isdecimal() and value[4:5] == "-":
        return ("0001-01-01", "9999-12-31", "2026-02-30", None)
    if isinstance(value, str) and (found := IDENTIFIER.fullmatch(value)):
        return (f"{found[1]}:4503599627370497", *HOSTILE, None)
    return (*HOSTILE, None)
