"""The databases in which a candidate is tried: a file, a copy, a schema of its own, and never the platform's tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import environ
from pathlib import Path
from secrets import token_hex

from pluggy import PluginManager
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from core.database.database import Database
from core.errors import StartupError, Unavailable
from core.migrations.upgrading import migrate

EMPTY = "an empty database"
COPY = "a copy of this database"
SCHEMA = "an empty schema of this PostgreSQL"

ROWS_UNTRIED = "Your database is PostgreSQL: an empty schema of it was tried, but not its rows."
UNTRIED = "Your database is PostgreSQL: its engine and its rows were not tried, as no schema could be made there."


@contextmanager
def databases_to_try(own: Database, place: Path, plugins: PluginManager | None) -> Iterator[dict[str, str]]:
    """The addresses of databases for a trial, by what they are; they end with the folder, and a schema here.

    own: the platform's. Of an embedded one there is a copy; of PostgreSQL a schema, if its user may create one, with
    the tables of the present plugins if these load.
    """
    empty = {EMPTY: f"sqlite:///{place}/empty.db"}
    if own.dialect == "sqlite":
        yield {**empty, **_copies(own, place)}
        return
    with _empty_schema(own, plugins) as made:
        yield {**empty, **made}


def untried(own: Database, tried: dict[str, str]) -> str | None:
    """What a trial with these databases does not show of the platform's own, as a sentence; None for a copy of it."""
    if own.dialect == "sqlite":
        return None
    return ROWS_UNTRIED if SCHEMA in tried else UNTRIED


def is_there(database: Database) -> bool:
    """Whether there is a database to copy or to read: PostgreSQL, or an existing file."""
    file = database.url.database
    return database.dialect != "sqlite" or bool(file and Path(file).exists())


def _copies(database: Database, place: Path) -> dict[str, str]:
    file = database.url.database
    if not file or not is_there(database):
        return {}
    from core.database.drivers.sqlite import copy_database  # not needed with PostgreSQL

    copy_database(file, f"{place}/copy.db")
    return {COPY: f"sqlite:///{place}/copy.db"}


@contextmanager
def _empty_schema(database: Database, plugins: PluginManager | None) -> Iterator[dict[str, str]]:
    """The address of a new schema, dropped at the end; nothing if it cannot be made, or used through a pooler."""
    name = f"nmirf_candidate_{token_hex(8)}"
    try:
        with database.transaction() as session:
            session.execute(text(f"CREATE SCHEMA {name}"))
    except (DBAPIError, Unavailable):
        yield {}
        return
    try:
        address = _address_within(database.url, name)
        yield {SCHEMA: address} if _is_prepared(address, name, plugins) else {}
    finally:
        with suppress(DBAPIError, Unavailable), database.transaction() as session:
            session.execute(text(f"DROP SCHEMA {name} CASCADE"))


def _address_within(url: URL, schema: str) -> str:
    """The address of a database whose only schema is this one: nothing finds the tables of others by their names."""
    given = url.query.get("options", environ.get("PGOPTIONS", ""))
    options = given if isinstance(given, str) else " ".join(given)
    within = url.update_query_dict({"options": f"{options} -c search_path={schema}".strip()})
    return within.render_as_string(hide_password=False)


def _is_prepared(address: str, schema: str, plugins: PluginManager | None) -> bool:
    """Whether a schema is what this address leads to, and has been migrated for the present plugins.

    A pooler may ignore the options of an address, which then leads to the platform's own tables.
    """
    within = Database(address)
    try:
        with within.reading() as session:
            found = session.execute(text("SHOW search_path")).scalar()
        if found == schema and plugins is not None:
            migrate(within, plugins)
    except (DBAPIError, Unavailable, StartupError):
        return False
    finally:
        within.dispose()
    return bool(found == schema)
