"""A server whose plugin is replaced or removed on the disk: it answers for what it loaded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pluggy import PluginManager
from starlette.testclient import TestClient

from core import hookimpl
from core.server.app import create_app
from tests.conftest import NewPlatform
from tests.core.plugins.made_plugins import members_with

READY = {"status": "ready"}
MIGRATION = """from alembic import op

revision = "alpha_{number}"
down_revision = {before!r}


def upgrade():
    op.execute("CREATE TABLE alpha_{number} (id INTEGER PRIMARY KEY)")
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """The folder of the migrations of a plugin `alpha`, with the first."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001.py").write_text(MIGRATION.format(number="0001", before=None))
    return folder


def loaded(migrations: Path) -> PluginManager:
    """Members, and `alpha` as its files are now."""
    alpha = ModuleType("alpha")
    alpha.register_migrations = hookimpl(lambda: migrations.resolve(strict=True))  # type: ignore[attr-defined]
    return members_with({"alpha": alpha})


@pytest.fixture
def server(empty_database_url: str, new_platform: NewPlatform, migrations: Path) -> Iterator[TestClient]:
    """A server with the first migration, which has run."""
    platform = new_platform(empty_database_url, loaded(migrations))
    platform.migrate()
    with TestClient(create_app(platform.settings, platform)) as client:
        yield client


def test_it_is_ready_until_a_newer_version_has_migrated_the_database(
    server: TestClient, empty_database_url: str, new_platform: NewPlatform, migrations: Path
) -> None:
    assert server.get("/health/ready").json() == READY
    (migrations / "0002.py").write_text(MIGRATION.format(number="0002", before="alpha_0001"))
    assert server.get("/health/ready").json() == READY
    assert new_platform(empty_database_url, loaded(migrations)).migrate() == ["alpha"]
    answer = server.get("/health/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_NEWER")


def test_it_stays_ready_when_the_plugin_is_removed(server: TestClient, migrations: Path) -> None:
    shutil.rmtree(migrations)
    assert server.get("/health/ready").json() == READY
