"""The suite finds nothing in faultless plugins, whatever the shape of their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pytest
from pluggy import PluginManager

from core import hookimpl
from core.conformance.checks import migrations, queries
from core.conformance.databases import Databases
from core.conformance.examination import Examination, Preparations
from core.plugins.finding import load_plugins
from tests.core.conformance.asked_faults import FIGURE
from tests.core.conformance.conftest import Fault, Sound
from tests.core.conformance.stored_faults import MIGRATION

REFERS_TO_ITS_OWN = Fault(
    "none: rows that all may see refer to one that is hidden, and each to itself",
    (
        ("tables.py", "import Boolean, ", "import Boolean, ForeignKey, "),
        (
            "tables.py",
            '    Column("title", String',
            '    Column("follows_id", Identifier, ForeignKey("trainings_trainings.id")),\n'
            '    Column("first_id", Identifier, ForeignKey("trainings_trainings.id"), nullable=False),\n    Column("title", String',
        ),
        (
            MIGRATION,
            '        sa.Column("title"',
            '        sa.Column("follows_id", Identifier, sa.ForeignKey("trainings_trainings.id")),\n'
            '        sa.Column("first_id", Identifier, sa.ForeignKey("trainings_trainings.id"), nullable=False),\n        sa.Column("title"',
        ),
        ("types.py", "    title: str =", '    follows: Training | None = reference(trainings.c.follows_id, description="What it follows.")\n    title: str ='),
        ("rules.py", "id=training,", "id=training, first_id=training,"),
        ("rules.py", "    facts =", "    write.session.execute(trainings.update().values(follows_id=training))\n    facts ="),
    ),
    queries.scopes_hold,
    "",
)  # fmt: skip


def test_rows_may_refer_to_hidden_ones_of_their_own_table(planted: Callable[..., Examination]) -> None:
    assert list(queries.scopes_hold(planted(REFERS_TO_ITS_OWN))) == []


def test_figures_may_count_all_rows_if_the_plugin_names_them(planted: Callable[..., Examination]) -> None:
    examination = planted(Fault("none: a figure of all rows", FIGURE, queries.scopes_hold, ""))
    examination.subject.of_all_rows = frozenset({"Network.trainingsPlanned"})
    assert list(queries.scopes_hold(examination)) == []


GRADES = """    op.create_table(
        "trainings_grades",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("grade", sa.String, sa.CheckConstraint("grade IN ('A', 'B')"), nullable=False),
    )
    op.create_table(
        "trainings_marks",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("grade_id", Identifier, sa.ForeignKey("trainings_grades.id"), nullable=False),
    )
"""
NO_GRADES = """    op.drop_table("trainings_marks")
    op.drop_table("trainings_grades")
"""


def _version(number: int, up: str, down: str) -> tuple[str, str, str]:
    """An edit: a version of the tables that follows the one before it."""
    return (
        f"migrations/000{number}_grades.py",
        "",
        "import sqlalchemy as sa\nfrom alembic import op\nfrom schema import Identifier\n\n"
        f'revision = "trainings_000{number}"\ndown_revision = "trainings_000{number - 1}"\n\n\n'
        f"def upgrade():\n{up}\n\ndef downgrade():\n{down}",
    )


ONLY_LETTERS = Fault(
    "none: a table of an earlier version whose check takes nothing made up",
    (
        (MIGRATION, "def upgrade() -> None:\n", f"def upgrade() -> None:\n{GRADES}"),
        _version(2, NO_GRADES + GRADES.replace("IN ('A', 'B')", "<> 'A'"), NO_GRADES + GRADES),
        _version(3, NO_GRADES, GRADES),
    ),
    migrations.migrates_from_each_version,
    "",
)  # fmt: skip


def test_what_a_check_of_one_earlier_version_takes_is_said(planted: Callable[..., Examination]) -> None:
    examination = planted(ONLY_LETTERS)
    (told,) = migrations.migrates_from_each_version(examination)
    assert told.startswith("The table trainings_grades of the version trainings_0001 takes no row")
    examination.subject.earlier = {"trainings_grades.grade": "A"}
    assert list(migrations.migrates_from_each_version(examination)) == []


ROOMS = """    op.create_table(
        "trainings_halls",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("kind", sa.Enum("LARGE", "SMALL", name="trainings_kind"), nullable=False),
        sa.Column("short", sa.String(4), nullable=False),
        sa.Column("cost", sa.Numeric(10, 2), nullable=False),
        sa.Column("opens", sa.Time, nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.Column("badge", sa.Uuid, nullable=False),
        sa.Column("seats", sa.BigInteger, sa.CheckConstraint("seats < 1000"), nullable=False),
        sa.Column("doubled", sa.Integer, sa.Computed("2 * cost", persisted=True), nullable=False),
    )
    op.create_table("trainings_rooms", sa.Column("id", Identifier, primary_key=True))
"""
BOOKINGS = """    op.create_table(
        "trainings_bookings",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("hall_id", Identifier, sa.ForeignKey("trainings_halls.id")),
        sa.Column("room_id", Identifier, sa.ForeignKey("trainings_rooms.id")),
        sa.CheckConstraint("(hall_id IS NULL) <> (room_id IS NULL)"),
    )
"""
DECLARED = """
import sqlalchemy as sa

rooms = Table("trainings_rooms", metadata, Column("id", Identifier, primary_key=True))
halls = Table("trainings_halls", metadata, Column("id", Identifier, primary_key=True))
bookings = Table(
    "trainings_bookings",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("hall_id", Identifier, sa.ForeignKey("trainings_halls.id")),
    Column("room_id", Identifier, sa.ForeignKey("trainings_rooms.id")),
    sa.CheckConstraint("(hall_id IS NULL) <> (room_id IS NULL)"),
)
"""
NO_ROOMS = '    op.drop_table("trainings_rooms")\n    op.drop_table("trainings_halls")\n'
NO_BOOKINGS = '    op.drop_table("trainings_bookings")\n'
ONLY_KEYS = """    op.create_table("trainings_halls", sa.Column("id", Identifier, primary_key=True))
    op.create_table("trainings_rooms", sa.Column("id", Identifier, primary_key=True))
"""
OF_EVERY_KIND = Fault(
    "none: tables of an earlier version with columns of every kind, and with keys of which one is there",
    (
        ("tables.py", "", DECLARED),
        (MIGRATION, "def upgrade() -> None:\n", f"def upgrade() -> None:\n{ROOMS}{BOOKINGS}"),
        _version(2, NO_BOOKINGS + NO_ROOMS + ONLY_KEYS + BOOKINGS, NO_BOOKINGS + NO_ROOMS + ROOMS + BOOKINGS),
        ("rules.py", "    facts =", "    write.session.execute(rooms.insert().values(id=training))\n    write.session.execute(bookings.insert().values(id=training, room_id=training))\n    facts ="),
        ("rules.py", "import trainings\n", "import bookings, rooms, trainings\n"),
    ),
    migrations.migrates_from_each_version,
    "",
)  # fmt: skip


def test_columns_of_every_kind_are_filled(planted: Callable[..., Examination]) -> None:
    found = list(migrations.migrates_from_each_version(planted(OF_EVERY_KIND)))
    assert [told for told in found if "takes no row" in told or "cannot be upgraded" in told] == []


class BesideAnother(Sound):
    """The sound plugin beside one whose name begins with its own."""

    another: ModuleType

    def load(self, disabled: Iterable[str] = ()) -> PluginManager:
        gone = set(disabled)
        own = {} if self.plugin in gone else {self.plugin: self.module}
        return load_plugins(gone, extra={**own, "trainings_more": self.another})


def _more(folder: Path) -> ModuleType:
    """A plugin `trainings_more` with a table, whose migrations are in a folder."""
    (folder / "0001_notes.py").write_text(
        'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "trainings_more_0001"\ndown_revision = None\n\n\n'
        'def upgrade():\n    op.create_table("trainings_more_notes", sa.Column("id", sa.Integer, primary_key=True))\n\n\n'
        'def downgrade():\n    op.drop_table("trainings_more_notes")\n'
    )
    made = ModuleType("trainings_more")

    @hookimpl
    def register_migrations() -> Path:
        return folder

    made.register_migrations = register_migrations  # type: ignore[attr-defined]
    return made


def test_the_name_of_another_plugin_may_begin_with_its_own(
    planted: Callable[..., Examination],
    databases: Databases,
    engine_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    sound = planted().subject
    assert isinstance(sound, Sound)
    beside = BesideAnother(sound.module, {})
    beside.another = _more(tmp_path_factory.mktemp("more"))
    with Examination(beside, engine_name, databases, Preparations(databases)) as examination:
        for check in (migrations.names_prefixed, migrations.others_untouched, migrations.go_up_and_down):
            assert list(check(examination)) == []
        assert examination.filled().tables == ["trainings_trainings"]
