"""The fastest SQLite under SQLAlchemy: the platform's driver, one connection, no transaction around a read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.engine import make_url

from core.database.drivers.apsw_dialect import ApswDialect
from core.settings.settings import Settings


class DirectDialect(ApswDialect):
    """`sqlite+direct:///file`."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Do nothing: a read needs no transaction."""


registry.register("sqlite.direct", __name__, "DirectDialect")


def reading() -> Connection:
    """A connection that is called directly, which is faster on SQLite than a thread or a pool."""
    path = make_url(Settings.from_environment().database).database
    return create_engine(f"sqlite+direct:///{path}").connect()
