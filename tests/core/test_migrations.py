"""Databases: empty, of this version, of a newer one, out of reach."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from core.errors import StartupError
from core.migrations import migrate
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


def test_a_postgresql_out_of_reach_is_told_without_its_password() -> None:
    platform = Platform(Settings(database_url="postgresql://someone:pa55word@127.0.0.1:1/network"))
    with pytest.raises(StartupError) as refused:
        migrate(platform.database, platform.plugins)
    assert refused.value.code == "DATABASE_UNREACHABLE"
    assert "127.0.0.1:1" in refused.value.message
    assert "pa55word" not in refused.value.message
    platform.database.dispose()
