"""Made-up rows for the tables of a database."""

from __future__ import annotations

import datetime
import json
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Enum, Integer, MetaData, String, Table, insert, select
from sqlalchemy.exc import SQLAlchemyError

from core.conformance.examination import Examination
from core.database.sessions.session import Session
from core.platform import Platform
from schema.declaring.constraints import HasOriginal

WORDS = dict.fromkeys(("ar", "en", "es", "fr", "ru", "zh"), "Fictitious")
"""A text in each of the six languages."""
LARGE = 4503599627370496
"""A key of 64 bits."""
SAMPLES: dict[type, Any] = {
    int: 1,
    bool: False,
    float: 1.0,
    Decimal: Decimal(1),
    bytes: b"Fictitious",
    UUID: UUID(int=1),
    datetime.date: datetime.date(2024, 5, 9),
    datetime.time: datetime.time(12),
    datetime.datetime: datetime.datetime(2024, 5, 9, 12, tzinfo=datetime.UTC),
    list: [],
}
"""A value of each type, the same on both engines."""


class Samples:
    """Rows for the tables of a plugin at any version: made up, or as `fill` writes them."""

    def __init__(self, examination: Examination) -> None:
        self.declared, self.earlier = examination.tables, examination.subject.earlier
        self.owns = examination.owns
        with examination.filled().platform.database.reading() as session:
            self.present = {table.name: table for table in self._tables(session)}
            self.filled = {
                name: [dict(row) for row in session.execute(select(table)).mappings()]
                for name, table in self.present.items()
            }

    def put_into(self, platform: Platform) -> Iterator[tuple[str, str]]:
        """Put a row into each table; yields those that take none and have no reference data, with the reason.

        Tables that must refer to one of these are left out: they cannot take any.
        """
        empty: set[str] = set()
        with platform.database.transaction() as session:
            for table in self._tables(session):
                refused = _put(session, table, self._rows(session, table))
                if refused is not None and session.execute(select(table).limit(1)).first() is None:
                    if not empty & _needed_by(table):
                        yield table.name, refused
                    empty.add(table.name)

    def _tables(self, session: Session) -> list[Table]:
        """The plugin's tables in a database, each after those that it refers to."""
        found = MetaData()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
            found.reflect(session.connection(), only=lambda table, _: self.owns(table))
        return found.sorted_tables

    def _rows(self, session: Session, table: Table) -> Iterator[dict[str, Any]]:
        """Rows that a table may take: first a made-up one, then the present ones, reduced to its columns.

        Each first with the values in `earlier`, which may be for another version, and then without.
        """
        made_up = sample_row(session, table, self.declared.tables.get(table.name))
        of_now = [{**made_up, **self._cut(session, table, row)} for row in self.filled.get(table.name, ())]
        named = {column.name: f"{table.name}.{column.name}" for column in table.columns}
        given = {name: self.earlier[full] for name, full in named.items() if full in self.earlier}
        for besides in (given, {}) if given else ({},):
            yield from ({**row, **besides} for row in (made_up, *of_now))

    def _cut(self, session: Session, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        """The values of a present row that a table may take; references lead to existing rows."""
        as_now = [column for column in table.columns if _is_written(column) and self._is_as_now(column)]
        return {
            column.name: _key(session, column)
            if column.foreign_keys and row[column.name] is not None
            else row[column.name]
            for column in as_now
        }

    def _is_as_now(self, column: Column[Any]) -> bool:
        """Whether its table now has the same column, with the same type."""
        table = self.present.get(column.table.name)
        return table is not None and column.name in table.c and str(table.c[column.name].type) == str(column.type)


def _put(session: Session, table: Table, rows: Iterator[dict[str, Any]]) -> str | None:
    """Insert the first row that a table takes; if it takes none, return why not the last one."""
    refused = None
    for row in rows:
        try:
            with session.begin_nested():
                session.execute(insert(table).values(row))
        except SQLAlchemyError as error:
            refused = str(error).splitlines()[0]
        else:
            return None
    return refused


def sample_row(session: Session, table: Table, declared: Table | None) -> dict[str, Any]:
    """A value for each column that cannot be null; foreign keys point to existing rows.

    declared: the same table as declared by the plugin, with further constraints of its rows.
    """
    constraints = declared.constraints if declared is not None else ()
    languages = {each.language.strip('"') for each in constraints if isinstance(each, HasOriginal)}
    return {
        column.name: "en" if column.name in languages else _sample(session, column)
        for column in table.columns
        if _is_written(column) and not column.nullable and column.server_default is None
    }


def _is_written(column: Column[Any]) -> bool:
    """Whether an inserted row needs a value for a column, which the database may compute or number itself."""
    return column.computed is None and column.identity is None


def _needed_by(table: Table) -> set[str]:
    """The tables that each row of one must refer to."""
    keys = (key for column in table.columns if not column.nullable for key in column.foreign_keys)
    return {key.column.table.name for key in keys}


def _key(session: Session, column: Column[Any]) -> Any:
    """The key of a row that a column may refer to; None if there is none."""
    for key in column.foreign_keys:
        found = session.execute(select(key.column).limit(1)).scalar()
        if found is not None:
            return found
    return None


def _sample(session: Session, column: Column[Any]) -> Any:
    key = _key(session, column)
    if key is not None:
        return key
    kind = column.type
    if isinstance(kind, JSON):
        return WORDS
    if isinstance(kind, Enum) and kind.enums:
        return kind.enums[0]
    length = getattr(kind, "length", None)
    if isinstance(kind, String) and length:
        return "Fictitious"[:length]
    if isinstance(kind, Integer) and _is_large(column, session.dialect):
        return LARGE
    try:
        return SAMPLES.get(kind.python_type, json.dumps(WORDS))
    except NotImplementedError:
        return json.dumps(WORDS)


def _is_large(column: Column[Any], dialect: str) -> bool:
    """Whether a number is a key of 64 bits; SQLite does not say how many bits there are."""
    is_key = column.primary_key or column.name.endswith("_id")
    return is_key and (isinstance(column.type, BigInteger) or dialect == "sqlite")
