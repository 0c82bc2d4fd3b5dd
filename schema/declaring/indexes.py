"""Indexes that are declared alike for both databases."""

from __future__ import annotations

from sqlalchemy import Index, text


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows of a table that meet a condition, on SQLite and PostgreSQL alike.

    where: the condition in SQL, such as `until IS NULL`; unique: whether no two of those rows have the same values.
    """
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
