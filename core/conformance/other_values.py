"""Other values for cells, which the constraints of their tables allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Numeric,
    and_,
    select,
    true,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from core.database.sessions.session import Session
from schema.declaring.columns import Instant, Names, Texts
from schema.request.languages import LANGUAGES

DAY = timedelta(days=1)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def change(session: Session, column: Column[Any], keys: list[tuple[Any, ...]] | None = None) -> None:
    """Give cells of a column other values; if the database allows none of them, a cell stays unchanged.

    keys: those of the rows, or None for all.
    """
    rows = session.execute(select(*column.table.primary_key.columns, column)).all()
    elsewhere = [row[-1] for row in rows]
    for number, (*key, present) in enumerate(rows):
        if keys is None or tuple(key) in keys:
            for value in (*_others(column, present, number), *elsewhere):
                if value != present and is_taken(session, column, tuple(key), value):
                    break


def row_with(table: Any, key: tuple[Any, ...]) -> ColumnElement[bool]:
    """The condition that a row has this key."""
    return and_(true(), *(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))


def is_taken(session: Session, column: Column[Any], key: tuple[Any, ...], value: Any) -> bool:
    """Give one cell a value, if the database allows it; returns whether it did."""
    table = column.table
    try:
        with session.begin_nested():
            session.execute(update(table).where(row_with(table, key)).values({column.name: value}))
    except SQLAlchemyError:
        return False
    return True


def _others(column: Column[Any], present: Any, number: int) -> Iterator[Any]:
    """Values of the column's type, different for different numbers; those most likely to be allowed first."""
    kind = column.type
    if isinstance(kind, Boolean):
        yield not present
    elif isinstance(kind, Integer | Numeric | Float):
        yield from (7 + number, *_near(present, 1))
    elif isinstance(kind, Instant | DateTime):
        yield from (datetime(1999, 1, 1, tzinfo=UTC) + number * DAY, *_near(present, DAY))
    elif isinstance(kind, Date):
        yield from (date(1999, 1, 1) + number * DAY, *_near(present, DAY))
    elif isinstance(kind, Texts):
        yield dict.fromkeys(LANGUAGES, _word(10, number))
    elif isinstance(kind, Names):
        yield []
    else:
        if column.nullable:
            yield None
        if present is not None:
            yield from _alike(kind, present, number)


def _near(present: Any, step: Any) -> Iterator[Any]:
    if present is not None:
        yield from (present + step, present - step)


def _alike(kind: Any, present: Any, number: int) -> Iterator[Any]:
    """Other values of an enum, or of the same length."""
    if isinstance(kind, Enum):
        yield from kind.enum_class or kind.enums
    elif isinstance(present, str | bytes):
        word = _word(len(present), number)
        spelled = (word, word.upper(), str(number).zfill(len(present))[-len(present) :])
        yield from spelled if isinstance(present, str) else map(str.encode, spelled)


def _word(length: int, number: int) -> str:
    """A word with this length, different for each number."""
    mark = LETTERS[number % len(LETTERS)]
    while number := number // len(LETTERS):
        mark = LETTERS[number % len(LETTERS)] + mark
    return ("other" * length + mark)[-length:] if length else ""
