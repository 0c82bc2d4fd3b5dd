"""Trainings that are parts of others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier

revision = "trainings_0005"
down_revision = "trainings_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    part_of = sa.Column("part_of_id", Identifier, sa.ForeignKey("trainings_trainings.id"))
    op.add_column("trainings_trainings", part_of, inline_references=True)
    op.create_index("trainings_trainings_part_of", "trainings_trainings", ["part_of_id", "starts_on", "id"])


def downgrade() -> None:
    op.drop_index("trainings_trainings_part_of", "trainings_trainings")
    op.drop_column("trainings_trainings", "part_of_id")
