"""The suite finds nothing in plugins that are right, of whatever shape their tables are."""

from __future__ import annotations

from collections.abc import Callable

from core.conformance.checks import migrations, queries
from core.conformance.examination import Examination
from tests.core.conformance.asked_faults import FIGURE
from tests.core.conformance.conftest import Fault
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


def test_figures_may_be_of_all_rows_where_the_suite_is_told_so(planted: Callable[..., Examination]) -> None:
    examination = planted(Fault("none: a figure of all rows", FIGURE, queries.scopes_hold, ""))
    examination.subject.of_all_rows = frozenset({"Network.trainingsPlanned"})
    assert list(queries.scopes_hold(examination)) == []


GRADES = """    op.create_table(
        "trainings_grades",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("grade", sa.String, sa.CheckConstraint("grade IN ('A', 'B')"), nullable=False),
    )
"""
ONLY_LETTERS = Fault(
    "none: a table of an earlier version whose check takes nothing made up",
    (
        (MIGRATION, "def upgrade() -> None:\n", f"def upgrade() -> None:\n{GRADES}"),
        (
            "migrations/0002_grades.py",
            "",
            'import sqlalchemy as sa\nfrom alembic import op\nfrom schema import Identifier\n\nrevision = "trainings_0002"\n'
            'down_revision = "trainings_0001"\n\n\ndef upgrade():\n    op.drop_table("trainings_grades")\n\n\n'
            f"def downgrade():\n{GRADES}",
        ),
    ),
    migrations.migrates_from_each_version,
    "",
)  # fmt: skip


def test_what_a_check_of_an_earlier_version_takes_is_said(planted: Callable[..., Examination]) -> None:
    examination = planted(ONLY_LETTERS)
    (told,) = migrations.migrates_from_each_version(examination)
    assert told.startswith("The table trainings_grades of the version trainings_0001 takes no row")
    examination.subject.earlier = {"trainings_grades.grade": "A"}
    assert list(migrations.migrates_from_each_version(examination)) == []
