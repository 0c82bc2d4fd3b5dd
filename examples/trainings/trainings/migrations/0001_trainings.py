"""Trainings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier

revision = "trainings_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trainings_trainings",
        sa.Column("id", Identifier, autoincrement=False, primary_key=True),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("announced", sa.Boolean, nullable=False),
    )
    op.create_index("trainings_trainings_held_on", "trainings_trainings", ["held_on", "id"])
    op.create_index("trainings_trainings_participant", "trainings_trainings", ["participant_id", "held_on", "id"])


def downgrade() -> None:
    op.drop_table("trainings_trainings")
