"""The engines, one for reads and one for writes, and their sessions."""

from __future__ import annotations

import os
from typing import Any

import orjson
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

ADDRESS = make_url(os.environ["NMIRF_DATABASE_URL"]).set(drivername="sqlite+aiosqlite")


def _engine(**options: Any) -> AsyncEngine:
    engine = create_async_engine(ADDRESS, json_deserializer=orjson.loads, **options)
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    """Set what a connection does not keep in the file, as it keeps WAL."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA cache_size = -20000")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    """Lock the database before reading, so that nobody else writes between a read and the write based on it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


_reading = _engine()
_writing = _engine(pool_size=1, max_overflow=0, connect_args={"isolation_level": None})
event.listen(_writing.sync_engine, "begin", _begin_immediate)

sessions = async_sessionmaker(_reading, expire_on_commit=False)
writing = async_sessionmaker(_writing, expire_on_commit=False)
"""SQLite allows one writer at a time: writers wait in turn for this connection, not for the lock of the file."""
