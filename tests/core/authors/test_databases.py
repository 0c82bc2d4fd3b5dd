"""The databases in which a candidate is tried are beside the platform's own, which stays as it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from core.authors.candidate import refusal_of, trial
from core.authors.databases import COPY, EMPTY, ROWS_UNTRIED, SCHEMA, UNTRIED, databases_to_try, untried
from core.database.database import Database
from core.platform import Platform
from tests.core.authors.conftest import Installed

ON_POSTGRESQL_ALONE = """
from pathlib import Path

from core import hookimpl


@hookimpl
def register_migrations():
    return Path(__file__).parent / "migrations"
"""
MIGRATION = """
from alembic import op

revision = "tried_0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE tried_rows (id INTEGER)")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE tried_rows ADD COLUMN place GEOGRAPHY_OF_NOTHING")
"""


def test_a_database_is_tried_as_an_empty_one_and_as_far_as_it_can_be_copied(
    platform: Platform, engine_name: str, tmp_path: Path
) -> None:
    before = _schemas(platform.database)
    with databases_to_try(platform.database, tmp_path, platform.plugins) as tried:
        assert set(tried) == {EMPTY, COPY if engine_name == "sqlite" else SCHEMA}
        outcome = trial(sys.executable, list(tried.values()), tmp_path)
        assert (outcome.error, outcome.migrations[-1].upgraded) == (None, [])
    assert untried(platform.database, tried) == (None if engine_name == "sqlite" else ROWS_UNTRIED)
    assert _schemas(platform.database) == before


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_migration_that_fails_on_postgresql_is_refused_there(
    platform: Platform, installed: Installed, tmp_path: Path
) -> None:
    installed(ON_POSTGRESQL_ALONE)
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_rows.py").write_text(MIGRATION)
    with databases_to_try(platform.database, tmp_path, platform.plugins) as tried:
        refused = refusal_of(trial(sys.executable, list(tried.values()), tmp_path), platform.database)
    assert refused is not None
    assert refused.startswith("MIGRATION: A migration of the plugin 'tried' failed: ")
    assert "geography_of_nothing" in refused
    assert "tried_rows" not in _tables(platform.database)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_user_that_may_not_create_a_schema_learns_that_its_engine_was_not_tried(
    platform: Platform, tmp_path: Path
) -> None:
    with platform.database.transaction() as session:
        name = session.execute(text("SELECT current_database()")).scalar()
        session.execute(text(f'CREATE ROLE "only_{name}" LOGIN'))
    of_another = Database(platform.database.url.set(username=f"only_{name}").render_as_string(hide_password=False))
    try:
        with databases_to_try(of_another, tmp_path, platform.plugins) as tried:
            assert set(tried) == {EMPTY}
        assert untried(of_another, tried) == UNTRIED
    finally:
        of_another.dispose()
        with platform.database.transaction() as session:
            session.execute(text(f'DROP ROLE "only_{name}"'))


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_an_address_whose_options_are_ignored_is_not_tried(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a pooler: it would lead to the platform's own tables."""
    monkeypatch.setattr("core.authors.databases._address_within", lambda url, _: url.render_as_string(False))
    with databases_to_try(platform.database, tmp_path, platform.plugins) as tried:
        assert set(tried) == {EMPTY}


def _schemas(database: Database) -> list[str]:
    with database.reading() as session:
        return inspect(session.connection()).get_schema_names()


def _tables(database: Database) -> list[str]:
    with database.reading() as session:
        return inspect(session.connection()).get_table_names()
