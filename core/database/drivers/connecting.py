"""The settings of connections to PostgreSQL, above all those for writes and administration."""

from __future__ import annotations

from os import environ
from typing import Any

from sqlalchemy.engine import URL

from core.database.drivers.waiting import BUSY_MILLISECONDS

KEPT_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000}
"""With these, a lost host of PostgreSQL is noticed within half a minute. In seconds; the last in milliseconds."""
TIME_LIMITS = {
    "lock_timeout": BUSY_MILLISECONDS,
    "idle_in_transaction_session_timeout": 60_000,
    "statement_timeout": 0,
}
"""Milliseconds after which waiting for a lock, an idle transaction and a statement are ended; 0: never."""
SETTINGS = {
    "default_transaction_isolation": "read committed",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
"""What all statements expect, whatever the settings of the database, its user or its address."""
UNASKED = {"use_native_hstore": False}
"""Saves SQLAlchemy a question on the first connection of each engine: no plugin's table has a column of that type."""


def arguments_of(url: URL, connect_seconds: int) -> dict[str, Any]:
    """The arguments for psycopg. connect_seconds: how long connecting may take.

    The address overrides everything but SETTINGS. Options of the environment count if the address has none, as with
    libpq. psycopg prepares nothing: with its own statements it would discard those of core/database/drivers/libpq.py.
    """
    given = url.query.get("options", environ.get("PGOPTIONS", ()))
    options = [
        *(f"-c {name}={limit}" for name, limit in TIME_LIMITS.items()),
        *([given] if isinstance(given, str) else given),
        *("-c {}={}".format(name, value.replace(" ", r"\ ")) for name, value in SETTINGS.items()),
    ]
    return {
        "connect_timeout": connect_seconds,
        "prepare_threshold": None,
        "client_encoding": "utf8",
        "options": " ".join(options),
        **{name: value for name, value in KEPT_ALIVE.items() if name not in url.query},
    }
