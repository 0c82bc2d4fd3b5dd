"""Fresh databases for tests: of SQLite in a folder, of PostgreSQL on a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from core.database.drivers.sqlite import copy_database

ENGINES = ("sqlite", "postgresql")
COPIES_AS_IT_IS_TOLD = 150_000
"""The PostgreSQL from which on a copy may go through the write-ahead log: slower, unless it is told to copy files."""


class Databases:
    """Makes databases, and drops those of PostgreSQL at the end. server: gives the address of a PostgreSQL."""

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self.folder, self.server = folder, server
        self.made: list[str] = []

    def new(self, engine: str, template: str | None = None) -> str:
        """The address of a new database: empty, or a copy of the one at `template`, which nobody may have open."""
        name = f"test_{uuid4().hex}"
        if engine == "sqlite":
            if template is not None:
                copy_database(make_url(template).database or "", str(self.folder / name))
            return f"sqlite:///{self.folder / name}"
        source = "template1" if template is None else make_url(template).database or ""
        with psycopg.connect(self.server(), autocommit=True) as connection:
            as_files = connection.info.server_version >= COPIES_AS_IT_IS_TOLD
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + " STRATEGY FILE_COPY" * as_files)
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(source)))
        self.made.append(name)
        return make_url(self.server()).set(database=name).render_as_string(hide_password=False)

    def drop(self) -> None:
        """Drop what was made on the server; folders are their owner's."""
        if self.made:
            with psycopg.connect(self.server(), autocommit=True) as connection:
                while self.made:
                    name = sql.Identifier(self.made.pop())
                    connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
