"""The same database without what is hidden from a viewer: no answer may differ between the two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData, Table, delete, select

from core.conformance.hidden import Hidden
from core.conformance.other_values import change, is_taken, row_with
from core.conformance.recording import Recording
from core.database.sessions.session import Session
from core.platform import Platform


def without(hidden: Hidden) -> Recording:
    """A filled network without hidden rows, and with other values in hidden columns and cells."""

    def take_away(platform: Platform) -> None:
        with platform.database.transaction() as session:
            _change_cells(session, hidden)
            _delete_rows(session, hidden, hidden.examination.tables)
            _change_rows(session, hidden)

    return hidden.examination.filled(change=take_away)


def _change_cells(session: Session, hidden: Hidden) -> None:
    for column in hidden.columns:
        if not _is_key(column):
            change(session, column)
    for column, keys in hidden.cells.items():
        if keys and not _is_key(column):
            change(session, column, keys)


def _delete_rows(session: Session, hidden: Hidden, tables: MetaData) -> None:
    for table, keys in hidden.rows.items():
        for key in keys:
            _delete(session, table, key, tables)


def _delete(session: Session, table: Table, key: tuple[Any, ...], tables: MetaData) -> None:
    """Delete a row. References to it become null; rows that must refer to it are deleted as well."""
    this = row_with(table, key)
    for child in tables.tables.values():
        for reference in child.foreign_keys:
            if reference.column.table is table:
                on = reference.parent.in_(select(reference.column).where(this))
                for row in session.execute(select(*child.primary_key.columns).where(on)).all():
                    is_itself = child is table and tuple(row) == key
                    if not is_itself and not is_taken(session, reference.parent, tuple(row), None):
                        _delete(session, child, tuple(row), tables)
    session.execute(delete(table).where(this))


def _change_rows(session: Session, hidden: Hidden) -> None:
    """Change rows of which viewers may only know that they exist."""
    for table, keys in hidden.known.items():
        for column in table.columns if keys else ():
            if not _is_key(column):
                change(session, column, keys)


def _is_key(column: Column[Any]) -> bool:
    """Whether a column identifies its row, or refers to another."""
    return column.primary_key or bool(column.foreign_keys) or column.name.endswith("_id")


def difference(seen: Any, expected: Any, path: str = "") -> str:
    """The first difference between two answers."""
    if isinstance(seen, dict) and isinstance(expected, dict):
        for key in seen.keys() | expected.keys():
            if seen.get(key) != expected.get(key):
                return difference(seen.get(key), expected.get(key), f"{path}.{key}".lstrip("."))
    if isinstance(seen, list) and isinstance(expected, list) and len(seen) == len(expected):
        for number, (one, other) in enumerate(zip(seen, expected, strict=True)):
            if one != other:
                return difference(one, other, f"{path}.{number}")
    return f"{path} is {str(seen)[:160]}, without it {str(expected)[:160]}"
