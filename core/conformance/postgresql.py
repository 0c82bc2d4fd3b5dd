"""The PostgreSQL of tests, with its databases."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

COPIES_AS_IT_IS_TOLD = 150_000
"""From this version on, PostgreSQL copies through its write-ahead log unless told to copy files, which is faster."""


class Server:
    """A PostgreSQL, started when first needed. start: starts it and returns its address.

    Its databases are created and dropped on one connection: connecting takes half as long as creating one.
    """

    def __init__(self, start: Callable[[], str]) -> None:
        self.start = start
        self.to_copy: set[str] = set()

    @cached_property
    def address(self) -> str:
        """Its address."""
        return self.start()

    @cached_property
    def connection(self) -> psycopg.Connection[Any]:
        """The connection for creating and dropping databases."""
        return psycopg.connect(self.address, autocommit=True)

    def address_of(self, database: str) -> str:
        """The address of one of its databases."""
        return make_url(self.address).set(database=database).render_as_string(hide_password=False)

    def make(self, database: str, template: str) -> None:
        """Create a database as a copy of the template, which nobody may have open."""
        self._prepare(template)
        as_files = self.connection.info.server_version >= COPIES_AS_IT_IS_TOLD
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + " STRATEGY FILE_COPY" * as_files)
        self.connection.execute(statement.format(sql.Identifier(database), sql.Identifier(template)))

    def drop(self, database: str) -> None:
        """Drop a database, even if it is open."""
        self.connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _prepare(self, template: str) -> None:
        """Make a first connection write the catalogue's cache file, which all copies then contain."""
        if template not in self.to_copy:
            psycopg.connect(self.address_of(template)).close()
            self.to_copy.add(template)

    def close(self) -> None:
        """Close the connection."""
        if "connection" in self.__dict__:
            self.connection.close()
