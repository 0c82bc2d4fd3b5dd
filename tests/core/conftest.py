"""The command over a database of its own."""

from __future__ import annotations

from functools import partial

import pytest

from tests.commands import Run, nmirf


@pytest.fixture
def run(database_url: str) -> Run:
    """Runs the command over a fresh database of either engine."""
    return partial(nmirf, **{"NMIRF_DATABASE_URL": database_url, "COLUMNS": "200"})
