"""Databases: empty, of this version, of a newer one, out of reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from core.errors import StartupError
from core.migrations import migrate
from core.migrations.revisions import newest, revisions
from core.platform import Platform
from core.settings import Settings


def test_an_empty_database_is_brought_to_this_version_and_again_changes_nothing(empty_database_url: str) -> None:
    platform = Platform(Settings(database_url=empty_database_url))
    assert migrate(platform.database, platform.plugins)[:2] == ["core", "members"]
    assert migrate(platform.database, platform.plugins) == []
    with platform.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM members_states")).scalar() == 193
    platform.database.dispose()


def test_reference_data_that_changed_is_upgraded_in_place(platform: Platform) -> None:
    with platform.database.transaction() as session:
        session.execute(text("UPDATE members_states SET region = 'Nowhere' WHERE iso_alpha3 = 'PRY'"))
        session.execute(text("DELETE FROM members_regional_groups WHERE state_id = 4"))
    migrate(platform.database, platform.plugins)
    with platform.database.reading() as session:
        region = "SELECT region FROM members_states WHERE iso_alpha3 = 'PRY'"
        assert session.execute(text(region)).scalar() == "Americas"
        assert session.execute(text("SELECT count(*) FROM members_regional_groups")).scalar() == 193


def test_a_database_of_a_newer_version_is_left_alone(platform: Platform) -> None:
    with platform.database.transaction() as session:
        session.execute(text("UPDATE alembic_version_members SET version_num = 'members_9999'"))
        session.execute(text("UPDATE members_states SET region = 'Newer' WHERE iso_alpha3 = 'PRY'"))
    with pytest.raises(StartupError, match="newer version of 'members'") as refused:
        migrate(platform.database, platform.plugins)
    assert refused.value.code == "DATABASE_NEWER"
    with platform.database.reading() as session:
        region = "SELECT region FROM members_states WHERE iso_alpha3 = 'PRY'"
        assert session.execute(text(region)).scalar() == "Newer"


def test_every_migration_goes_down_again(empty_database_url: str) -> None:
    from alembic import command

    from core.migrations import config_of, sources

    platform = Platform(Settings(database_url=empty_database_url))
    migrate(platform.database, platform.plugins)
    with platform.database.transaction() as session:
        for name, (folder, metadata) in reversed(sources(platform.plugins).items()):
            command.downgrade(config_of(name, folder, metadata, session.connection()), "base")
        left = [table for table in inspect(session.connection()).get_table_names() if not table.startswith("alembic")]
    assert left == []
    platform.database.dispose()


def test_the_newest_revision_is_told_by_the_text_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "0001.py").write_text('revision = "a"  # the first\ndown_revision = None\n')
    (tmp_path / "0002.py").write_text('revision: str = "b"\ndown_revision: str | None = "a"\n')
    assert revisions(tmp_path) == {"a": frozenset(), "b": frozenset({"a"})}
    assert newest(revisions(tmp_path)) == "b"
    assert newest({}) is None
    (tmp_path / "0003.py").write_text('revision = "c"\ndown_revision = "a"\n')
    with pytest.raises(StartupError, match="end in b and in c"):
        newest(revisions(tmp_path))
    (tmp_path / "0004.py").write_text('revision = "d"\ndown_revision = ("b", "c")\n')
    assert newest(revisions(tmp_path)) == "d"
    (tmp_path / "0005.py").write_text("revision = NAME\n")
    with pytest.raises(StartupError, match=r"0005\.py does not tell its revision plainly"):
        revisions(tmp_path)


def test_a_postgresql_out_of_reach_is_told_without_its_password() -> None:
    platform = Platform(Settings(database_url="postgresql://someone:pa55word@127.0.0.1:1/network"))
    with pytest.raises(StartupError) as refused:
        migrate(platform.database, platform.plugins)
    assert refused.value.code == "DATABASE_UNREACHABLE"
    assert "127.0.0.1:1" in refused.value.message
    assert "pa55word" not in refused.value.message
    platform.database.dispose()
