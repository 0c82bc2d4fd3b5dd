"""Both engines for every test of behaviour; the fixtures themselves are those that plugin authors get."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pluggy import PluginManager
from starlette.testclient import TestClient

from core.authors.new import new_plugin
from core.conformance.network import Network
from core.identity import Role, Viewer
from core.platform import Platform
from core.server.app import create_app
from core.settings.settings import Settings
from tests import node
from tests.postbox import Postbox, open_postbox
from tests.redis_server import redis_server
from tests.servers import Server

Ask = Callable[..., dict[str, Any]]
NewPlatform = Callable[..., Platform]
NewClient = Callable[..., TestClient]
SOAK = bool(os.environ.get("NMIRF_SOAK"))
UNLIMITED: dict[str, Any] = {
    "max_characters": 1_000_000,
    "max_tokens": 100_000,
    "max_depth": 100,
    "max_aliases": 10_000,
    "max_root_fields": 10_000,
    "max_directives": 10_000,
    "max_cost": {"PUBLIC": 10**12, "ADMINISTRATOR": 10**12},
}
"""Settings for tests that are not about limits and ask for more than strangers may."""

hypothesis.settings.register_profile("tests", deadline=None, derandomize=not SOAK, database=None)
hypothesis.settings.load_profile("tests")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are processors: tests wait for servers, for databases, for one another's commands."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not look through it time and again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: each process begins with its share of them, and takes over others' short ones at the end."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = sorted(filter(_seconds, items), key=_seconds, reverse=True)
    short = [item for item in items if not _seconds(item)]
    arranged: list[pytest.Item] = []
    for process in range(processes):
        first = long[process::processes]
        share = (len(items) - len(arranged)) // (processes - process)
        others = max(share - len(first), 0)
        arranged += first + short[:others]
        del short[:others]
    items[:] = arranged


def _seconds(item: pytest.Item) -> int:
    """About how long it takes, where that is long."""
    marked = item.get_closest_marker("long")
    return marked.args[0] if marked else 0


@pytest.fixture(scope="session")
def javascript() -> Callable[..., str]:
    """Runs a script of tests/node and gives what it prints: `javascript("audits.mjs", address)`."""
    node.install()
    return node.run


@pytest.fixture(scope="session")
def new_trainings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `nmirf plugins new trainings` makes, to be copied."""
    return new_plugin("trainings", None, tmp_path_factory.mktemp("new"))


@pytest.fixture
def new_platform(installed_plugins: PluginManager) -> Iterator[NewPlatform]:
    """Makes platforms that are gone after the test: `new_platform(address, rate_limit="off")` has these settings."""
    with ExitStack() as stack:

        def make(address: str, plugins: PluginManager = installed_plugins, **settings: Any) -> Platform:
            made = Platform(Settings(database_url=address, **settings), plugins)
            stack.callback(made.database.dispose)
            return made

        yield make


@pytest.fixture
def client(platform: Platform) -> Iterator[TestClient]:
    """Asks the platform over HTTP, in this process."""
    with TestClient(create_app(platform.settings, platform)) as made:
        yield made


@pytest.fixture
def new_client(database_url: str, new_platform: NewPlatform) -> NewClient:
    """Makes clients of a server with these settings: `new_client(max_batch=2)`."""

    def make(**settings: Any) -> TestClient:
        platform = new_platform(database_url, **settings)
        return TestClient(create_app(platform.settings, platform))

    return make


@pytest.fixture
def asking() -> Iterator[Callable[[Platform], Ask]]:
    """Makes the `ask` of a platform."""
    networks: list[Network] = []

    def make(platform: Platform) -> Ask:
        networks.append(Network(platform))
        return networks[-1].ask

    yield make
    for network in networks:
        network.close()


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
def redis(tmp_path: Path) -> Iterator[str]:
    """The address of a real Redis in which nothing is counted yet."""
    with redis_server(tmp_path) as address:
        yield address


@pytest.fixture
def administrator() -> Viewer:
    return Viewer(Role.ADMINISTRATOR, name="Test secretariat")


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[Server]:
    """The platform as it is served, in a process of its own."""
    with Server(tmp_path, database_url) as made:
        yield made
