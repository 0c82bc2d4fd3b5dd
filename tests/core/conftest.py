"""The command over a database of its own, and a network in which there is something of everything."""

from __future__ import annotations

from functools import partial

import pytest

from core.administration.demo import fill_demo
from core.conformance import Network
from tests.commands import Run, nmirf


@pytest.fixture
def run(database_url: str) -> Run:
    """Runs the command over a fresh database of either engine."""
    return partial(nmirf, **{"NMIRF_DATABASE_URL": database_url, "COLUMNS": "200"})


@pytest.fixture
def demonstration(network: Network) -> Network:
    """A network in which there is something of everything."""
    fill_demo(network.platform)
    return network
