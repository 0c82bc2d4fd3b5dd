"""What a PostgreSQL must offer before it is migrated."""

from __future__ import annotations

from sqlalchemy import Connection, text

from core.database.unavailable import PRIMARY, read_only
from core.errors import Unavailable


def require_writable(connection: Connection) -> None:
    """Raises Unavailable DATABASE_READ_ONLY if the server takes no writes."""
    if connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
        raise read_only(PRIMARY)


def require_utf8(connection: Connection) -> None:
    """Raises Unavailable DATABASE_ENCODING if the database cannot store all six languages."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise Unavailable(
            "DATABASE_ENCODING",
            f"The database has the encoding {encoding}, which cannot store every language. Create it again, with "
            "`CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`.",
        )


def require_schema(connection: Connection) -> None:
    """Raises Unavailable DATABASE_SCHEMA if there is no schema to create tables in."""
    if connection.execute(text("SELECT current_schema()")).scalar() is None:
        path = connection.execute(text("SHOW search_path")).scalar()
        raise Unavailable(
            "DATABASE_SCHEMA",
            f"PostgreSQL has none of the schemas in the search_path `{path}`, or its user may not use them. Create one "
            "with `CREATE SCHEMA`, or correct search_path in NMIRF_DATABASE_URL or with "
            "`ALTER ROLE … SET search_path`.",
        )
