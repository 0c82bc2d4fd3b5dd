"""The PostgreSQL of tests, with its databases."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

COPIES_AS_IT_IS_TOLD = 150_000
"""The PostgreSQL from which on a copy may go through the write-ahead log: slower, unless it is told to copy files."""


class Server:
    """A PostgreSQL, started where it is first asked for. start: starts it, and gives its address.

    Its databases are made and dropped on one connection: a new one for each takes half as long as making it.
    """

    def __init__(self, start: Callable[[], str]) -> None:
        self.start = start
        self.to_copy: set[str] = set()

    @cached_property
    def address(self) -> str:
        """Where it is reached."""
        return self.start()

    @cached_property
    def connection(self) -> psycopg.Connection[Any]:
        """The connection for making databases and dropping them."""
        return psycopg.connect(self.address, autocommit=True)

    def address_of(self, database: str) -> str:
        """Where a database of it is reached."""
        return make_url(self.address).set(database=database).render_as_string(hide_password=False)

    def make(self, database: str, template: str) -> None:
        """Make a database, as a copy of the one of this name, which nobody may have open."""
        self._prepare(template)
        as_files = self.connection.info.server_version >= COPIES_AS_IT_IS_TOLD
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + " STRATEGY FILE_COPY" * as_files)
        self.connection.execute(statement.format(sql.Identifier(database), sql.Identifier(template)))

    def drop(self, database: str) -> None:
        """Drop a database, whoever has it open."""
        self.connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _prepare(self, template: str) -> None:
        """Have its first connection write down what each needs of the catalogue: all copies have that file as well."""
        if template not in self.to_copy:
            psycopg.connect(self.address_of(template)).close()
            self.to_copy.add(template)

    def close(self) -> None:
        """Let go of it."""
        if "connection" in self.__dict__:
            self.connection.close()
