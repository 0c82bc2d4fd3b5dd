"""A server for the strangers of a whole module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from core.conformance.databases import Databases
from core.conformance.postgresql import Server as PostgreSQL
from tests.servers import Server

NewServer = Callable[..., Server]


@pytest.fixture(scope="module")
def new_server(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgreSQL, migrated_template: Callable[[str], str]
) -> Iterator[NewServer]:
    """Starts servers that go on to the end of the module: `new_server(NMIRF_MAX_BODY_SECONDS="1")`."""
    folder = tmp_path_factory.mktemp("hostile")
    databases = Databases(folder, postgresql_server)
    with ExitStack() as stack:
        stack.callback(databases.drop)

        def start(**settings: str) -> Server:
            return stack.enter_context(Server(folder, databases.new("sqlite", migrated_template("sqlite")), **settings))

        yield start
