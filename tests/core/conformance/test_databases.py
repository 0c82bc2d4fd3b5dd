"""Databases for tests: what a copy of one has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from core.conformance.databases import Databases
from core.conformance.postgresql import Server
from core.database.database import Database
from core.identity import Role, create_token
from core.settings.settings import Settings
from core.tables import tokens


def _opened(address: str) -> Database:
    return Database(Settings(database_url=address).database)


def test_a_copy_of_a_file_has_all_that_was_written_while_somebody_has_it_open(
    tmp_path: Path, postgresql_server: Server, migrated_template: Callable[[str], str]
) -> None:
    databases = Databases(tmp_path, postgresql_server)
    address = databases.new("sqlite", migrated_template("sqlite"))
    open_still = _opened(address)
    with open_still.transaction() as session:
        create_token(session, datetime.now(UTC), Role.ADMINISTRATOR, "Secretariat", None, None)
    copied = _opened(databases.new("sqlite", address))
    with copied.reading() as session:
        assert session.execute(select(tokens.c.name)).scalars().all() == ["Secretariat"]
    copied.dispose()
    open_still.dispose()
