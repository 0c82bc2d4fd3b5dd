"""The database ensures that each text exists in its original language."""

from __future__ import annotations

from alembic import op

from schema import HasOriginal

revision = "trainings_0003"
down_revision = "trainings_0002"
branch_labels = None
depends_on = None

ADDED = (("trainings_trainings", HasOriginal("title", "original_language")),)


def upgrade() -> None:
    for table, constraint in ADDED:
        constraint.add_to(table, op.get_bind())


def downgrade() -> None:
    for table, constraint in ADDED:
        constraint.drop_from(table, op.get_bind())
