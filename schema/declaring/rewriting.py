"""Rewrites `Texts` columns between JSON as text and binary JSON, in which SQLite finds one language faster."""

from __future__ import annotations

from sqlalchemy import Connection


def texts_to_binary(connection: Connection, table: str, *texts: str) -> None:
    """Convert these `Texts` columns to the form of new rows, on SQLite binary JSON. For migrations; repeatable."""
    _rewrite(connection, table, texts, function="jsonb", stored_as="text")


def texts_to_json(connection: Connection, table: str, *texts: str) -> None:
    """Convert these `Texts` columns to text, as an earlier version reads them. For migrations."""
    _rewrite(connection, table, texts, function="json", stored_as="blob")


def _rewrite(connection: Connection, table: str, texts: tuple[str, ...], function: str, stored_as: str) -> None:
    if connection.dialect.name != "sqlite":
        return
    for column in texts:
        connection.exec_driver_sql(
            f'UPDATE "{table}" SET "{column}" = {function}("{column}") WHERE typeof("{column}") = \'{stored_as}\''
        )
