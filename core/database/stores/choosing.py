"""Chooses the store for an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from core.database.stores.postgresql import PostgreSQLStore
    from core.database.stores.sqlite import SQLiteStore


def store_of(
    address: str, statement_seconds: float, answer_bytes: int, patience: float = 0.0
) -> SQLiteStore | PostgreSQLStore:
    """The store for the database at this address. answer_bytes: the size of the longest answer."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        from core.database.stores.sqlite import SQLiteStore

        return SQLiteStore(url.database or "", statement_seconds, answer_bytes)
    from core.database.stores.postgresql import PostgreSQLStore

    return PostgreSQLStore(address, statement_seconds, answer_bytes, patience)
