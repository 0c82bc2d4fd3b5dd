"""Connections to PostgreSQL that were in use a moment ago; others of a pool may be gone, and are pinged first."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

WARM_SECONDS = 0.2
"""A connection that was idle for longer may be gone: no database restarts faster."""


class WarmConnections:
    """Pings a pool's connection before use if it was idle for long."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.used_at = engine, -WARM_SECONDS
        event.listen(engine, "checkin", self._rests)
        event.listen(engine, "checkout", self._works)

    @property
    def one_is_free(self) -> bool:
        """Whether a connection is free that needs no ping, so that there is nothing to wait for."""
        pool: Any = self.engine.pool
        return time.monotonic() - self.used_at < WARM_SECONDS and pool.checkedin() > 0

    def _rests(self, _: Any, record: ConnectionPoolEntry) -> None:
        self.used_at = record.info["used_at"] = time.monotonic()

    def _works(self, connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
        now = time.monotonic()
        if now - record.info.get("used_at", now) > WARM_SECONDS:
            try:
                self.engine.dialect.do_ping(connection)
            except self.engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error
