"""Databases: empty, of this version, of a newer one, out of reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, inspect, text

from core import Session, hookimpl
from core.errors import StartupError
from core.migrations.revisions import newest, revisions
from core.migrations.upgrading import migrate
from core.platform import Platform
from core.settings.settings import Settings
from tests.conftest import NewPlatform
from tests.core.plugins.made_plugins import members_with


def test_an_empty_database_is_brought_to_this_version_and_again_changes_nothing(empty_database_url: str) -> None:
    platform = Platform(Settings(database_url=empty_database_url))
    assert migrate(platform.database, platform.plugins)[:2] == ["core", "members"]
    assert migrate(platform.database, platform.plugins) == []
    with platform.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM members_states")).scalar() == 193
    platform.database.dispose()


KNOWN_ROWS = {
    "sqlite": "SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = 'members_states' LIMIT 1",
    "postgresql": "SELECT reltuples::integer FROM pg_class WHERE relname = 'members_states'",
}
"""What the planner of each engine takes for the number of states."""


def test_a_database_knows_how_much_its_new_tables_hold(empty_database_url: str, engine_name: str) -> None:
    """Rather than guess, until it counts by itself, which index serves."""
    platform = Platform(Settings(database_url=empty_database_url))
    platform.migrate()
    with platform.database.reading() as session:
        assert session.execute(text(KNOWN_ROWS[engine_name])).scalar() == 193
    platform.database.dispose()


def test_a_table_that_no_migration_makes_is_not_counted(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told of where all that is declared has to be there, in words of its own."""
    platform = Platform(Settings(database_url=empty_database_url))
    declared = MetaData()
    Table("members_nowhere", declared, Column("id", Integer, primary_key=True))
    monkeypatch.setattr("core.members.metadata", declared)
    assert "members" in migrate(platform.database, platform.plugins)
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

    from core.migrations.sources import config_of, sources

    platform = Platform(Settings(database_url=empty_database_url))
    migrate(platform.database, platform.plugins)
    with platform.database.transaction() as session:
        for name, (folder, metadata) in reversed(sources(platform.plugins).items()):
            command.downgrade(config_of(name, folder, metadata, session.connection()), "base")
        left = [table for table in inspect(session.connection()).get_table_names() if not table.startswith("alembic")]
    assert left == []
    platform.database.dispose()


def test_the_newest_revision_is_read_from_the_text_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "0001.py").write_text('revision = "a"  # the first\ndown_revision = None\n')
    (tmp_path / "0002.py").write_text('revision: str = "b"\ndown_revision: str | None = "a"\n')
    assert revisions(tmp_path) == {"a": frozenset(), "b": frozenset({"a"})}
    assert newest("workshops", revisions(tmp_path)) == "b"
    assert newest("workshops", {}) is None
    (tmp_path / "0003.py").write_text('revision = "c"\ndown_revision = "a"\n')
    with pytest.raises(StartupError, match="of 'workshops' end in b and in c"):
        newest("workshops", revisions(tmp_path))
    (tmp_path / "0004.py").write_text('revision = "d"\ndown_revision = ("b", "c")\n')
    assert newest("workshops", revisions(tmp_path)) == "d"
    (tmp_path / "0005.py").write_text('revision = "e"\ndown_revision = "dd"\n')
    with pytest.raises(StartupError, match="A migration of 'workshops' follows dd, which is not a revision of any"):
        newest("workshops", revisions(tmp_path))
    (tmp_path / "0005.py").write_text('revision = "d"\ndown_revision = "c"\n')
    with pytest.raises(StartupError, match=r"0005\.py has the revision d of another file"):
        revisions(tmp_path)
    (tmp_path / "0005.py").write_text("revision = NAME\n")
    with pytest.raises(StartupError, match=r"0005\.py does not assign its revision literally"):
        revisions(tmp_path)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ('op.execute("INSERT INTO nowhere VALUES (1)")', "nowhere"),
        ('raise ValueError("no such topic.")', "ValueError: no such topic (at "),
        ("this is no Python", "SyntaxError"),
    ],
)
def test_a_migration_that_fails_is_reported_with_its_plugin_and_leaves_nothing(
    empty_database_url: str, new_platform: NewPlatform, tmp_path: Path, done: str, said: str
) -> None:
    (tmp_path / "0001.py").write_text(
        'from alembic import op\nimport sqlalchemy as sa\nrevision = "alpha_0001"\ndown_revision = None\n\n\n'
        f'def upgrade():\n    op.create_table("alpha_things", sa.Column("id", sa.Integer))\n    {done}\n'
    )
    alpha = _plugin(register_migrations=lambda: tmp_path)
    platform = new_platform(empty_database_url, members_with({"alpha": alpha}))
    with pytest.raises(StartupError, match=r"of the plugin 'alpha' failed") as refused:
        migrate(platform.database, platform.plugins)
    assert refused.value.code == "MIGRATION"
    assert said in refused.value.message
    assert "\n" not in refused.value.message and "[SQL" not in refused.value.message
    assert "NMIRF_DISABLED_PLUGINS=alpha" in refused.value.message
    with platform.database.reading() as session:
        assert inspect(session.connection()).get_table_names() == []


ADDS_A_KEY = """from alembic import op
import sqlalchemy as sa
from schema import Identifier
revision = "alpha_0001"
down_revision = None

def upgrade():
    op.create_table("alpha_things", sa.Column("id", Identifier, primary_key=True))
    op.execute("INSERT INTO alpha_things (id) VALUES (1)")
    op.add_column("alpha_things", sa.Column("next_id", Identifier, sa.ForeignKey("alpha_things.id")){})
    op.create_index("alpha_things_next", "alpha_things", ["next_id"])

def downgrade():
    op.drop_index("alpha_things_next", "alpha_things")
    op.drop_column("alpha_things", "next_id")
    op.drop_table("alpha_things")
"""


def test_a_column_is_added_with_its_foreign_key_and_taken_away_again(
    empty_database_url: str, new_platform: NewPlatform, tmp_path: Path
) -> None:
    from alembic import command

    from core.migrations.sources import config_of

    (tmp_path / "0001.py").write_text(ADDS_A_KEY.format(", inline_references=True"))
    platform = new_platform(empty_database_url, members_with({"alpha": _plugin(register_migrations=lambda: tmp_path)}))
    assert "alpha" in migrate(platform.database, platform.plugins)
    with platform.database.reading() as session:
        (key,) = inspect(session.connection()).get_foreign_keys("alpha_things")
        assert key["constrained_columns"] == ["next_id"]
    with platform.database.transaction() as session:
        command.downgrade(config_of("alpha", tmp_path, MetaData(), session.connection()), "base")


def test_a_foreign_key_that_sqlite_cannot_add_is_refused_with_the_alternative(
    new_platform: NewPlatform, tmp_path: Path
) -> None:
    (tmp_path / "0001.py").write_text(ADDS_A_KEY.format(""))
    alpha = _plugin(register_migrations=lambda: tmp_path)
    platform = new_platform(f"sqlite:///{tmp_path / 'network.db'}", members_with({"alpha": alpha}))
    with pytest.raises(StartupError, match=r"of the plugin 'alpha' failed") as refused:
        migrate(platform.database, platform.plugins)
    assert refused.value.code == "MIGRATION"
    assert "op.add_column(…, inline_references=True)" in refused.value.message
    assert f"(at {tmp_path / '0001.py'}:10)" in refused.value.message
    assert "batch" not in refused.value.message


@pytest.mark.parametrize(("made", "missing"), [("", "the table alpha_things"), ("id", "the column alpha_things.name")])
def test_what_is_declared_and_no_migration_makes_stops_the_start(
    empty_database_url: str, new_platform: NewPlatform, tmp_path: Path, made: str, missing: str
) -> None:
    make = f'op.create_table("alpha_things", sa.Column("{made}", sa.Integer))' if made else "pass"
    (tmp_path / "0001.py").write_text(
        'from alembic import op\nimport sqlalchemy as sa\nrevision = "alpha_0001"\ndown_revision = None\n\n\n'
        f"def upgrade():\n    {make}\n"
    )
    metadata = MetaData()
    Table("alpha_things", metadata, Column("id", Integer, primary_key=True), Column("name", String))
    alpha = _plugin(register_migrations=lambda: tmp_path, register_tables=lambda: metadata)
    platform = new_platform(empty_database_url, members_with({"alpha": alpha}))
    with pytest.raises(StartupError, match=f"'alpha' declares {missing}, which the database lacks") as refused:
        platform.migrate()
    assert refused.value.code == "MIGRATION"
    assert refused.value.message.endswith(
        "Nothing was changed. Fix it, uninstall it, or set NMIRF_DISABLED_PLUGINS=alpha."
    )
    with platform.database.reading() as session:
        assert inspect(session.connection()).get_table_names() == []


def test_a_change_of_a_migration_that_has_run_stops_the_start_and_the_message_says_what_to_do(
    empty_database_url: str, new_platform: NewPlatform, tmp_path: Path
) -> None:
    def migrate(*columns: str) -> None:
        made = "".join(f', sa.Column("{column}", sa.Integer)' for column in columns)
        (tmp_path / "0001.py").write_text(
            'from alembic import op\nimport sqlalchemy as sa\nrevision = "alpha_0001"\ndown_revision = None\n\n\n'
            f'def upgrade():\n    op.create_table("alpha_things"{made})\n'
        )
        metadata = MetaData()
        Table("alpha_things", metadata, *(Column(column, Integer) for column in columns))
        alpha = _plugin(register_migrations=lambda: tmp_path, register_tables=lambda: metadata)
        new_platform(empty_database_url, members_with({"alpha": alpha})).migrate()

    migrate("id")
    with pytest.raises(StartupError, match=r"the column alpha_things\.places, which .*: one that has run does not run"):
        migrate("id", "places")


def test_tables_that_were_dropped_by_hand_are_made_again_once_their_version_is_dropped(
    empty_database_url: str, new_platform: NewPlatform, tmp_path: Path
) -> None:
    (tmp_path / "0001.py").write_text(
        'from alembic import op\nimport sqlalchemy as sa\nrevision = "alpha_0001"\ndown_revision = None\n\n\n'
        'def upgrade():\n    op.create_table("alpha_things", sa.Column("id", sa.Integer))\n'
    )
    metadata = MetaData()
    Table("alpha_things", metadata, Column("id", Integer, primary_key=True))
    alpha = _plugin(register_migrations=lambda: tmp_path, register_tables=lambda: metadata)
    platform = new_platform(empty_database_url, members_with({"alpha": alpha}))
    platform.migrate()
    with platform.database.transaction() as session:
        session.execute(text("DROP TABLE alpha_things"))
    with pytest.raises(StartupError, match="If its tables were dropped, drop alembic_version_alpha too: ") as refused:
        platform.migrate()
    assert "Nothing was changed." in refused.value.message
    with platform.database.transaction() as session:
        session.execute(text("DROP TABLE alembic_version_alpha"))
    assert platform.migrate() == ["alpha"]


def test_tables_of_a_plugin_without_migrations_stop_the_start(
    empty_database_url: str, new_platform: NewPlatform
) -> None:
    metadata = MetaData()
    Table("alpha_things", metadata, Column("id", Integer, primary_key=True))
    alpha = _plugin(register_tables=lambda: metadata)
    platform = new_platform(empty_database_url, members_with({"alpha": alpha}))
    with pytest.raises(StartupError, match="'alpha' declares the table alpha_things, which the data") as refused:
        platform.migrate()
    assert "alembic_version" not in refused.value.message


def test_a_database_in_memory_is_brought_to_this_version(new_platform: NewPlatform) -> None:
    assert new_platform("sqlite://").migrate()[:2] == ["core", "members"]


def test_reference_data_that_fail_are_reported_with_their_plugin_and_leave_nothing(
    empty_database_url: str, new_platform: NewPlatform
) -> None:
    def register_reference_data(session: Session) -> None:
        session.execute(text("UPDATE members_states SET region = 'Nowhere'"))
        raise KeyError("topic")

    alpha = _plugin(register_reference_data=register_reference_data)
    platform = new_platform(empty_database_url, members_with({"alpha": alpha}))
    with pytest.raises(StartupError, match="register_reference_data of the plugin 'alpha' failed: KeyError") as refused:
        migrate(platform.database, platform.plugins)
    assert refused.value.code == "REFERENCE_DATA"
    with platform.database.reading() as session:
        assert inspect(session.connection()).get_table_names() == []


def test_a_database_of_another_application_is_reported_as_such(
    empty_database_url: str, new_platform: NewPlatform
) -> None:
    platform = new_platform(empty_database_url, members_with({}))
    with platform.database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE core_tokens (word VARCHAR(10))"))
    with pytest.raises(StartupError) as refused:
        migrate(platform.database, platform.plugins)
    assert refused.value.code == "MIGRATION"
    assert "Check that NMIRF_DATABASE_URL names a database for this platform alone" in refused.value.message
    assert "NMIRF_DISABLED_PLUGINS" not in refused.value.message


def _plugin(**hooks: Callable[..., object]) -> ModuleType:
    module = ModuleType("alpha")
    for name, implementation in hooks.items():
        setattr(module, name, hookimpl(implementation))
    return module


def test_an_unreachable_postgresql_is_reported_without_its_password() -> None:
    platform = Platform(Settings(database_url="postgresql://someone:pa55word@127.0.0.1:1/network"))
    with pytest.raises(StartupError) as refused:
        migrate(platform.database, platform.plugins)
    assert refused.value.code == "DATABASE_UNREACHABLE"
    assert "127.0.0.1:1" in refused.value.message
    assert "pa55word" not in refused.value.message
    platform.database.dispose()
