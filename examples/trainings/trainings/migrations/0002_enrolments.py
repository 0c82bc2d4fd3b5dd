"""The topics of trainings, and enrolments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier

revision = "trainings_0002"
down_revision = "trainings_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trainings_trainings", sa.Column("topic", sa.String, nullable=False, server_default="REPORTING"))
    op.create_table(
        "trainings_enrolments",
        sa.Column("id", Identifier, autoincrement=False, primary_key=True),
        sa.Column("training_id", Identifier, sa.ForeignKey("trainings_trainings.id"), nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("focal_point_id", Identifier, nullable=False),
        sa.UniqueConstraint("training_id", "participant_id", name="trainings_enrolments_once"),
    )
    op.create_index("trainings_enrolments_participant", "trainings_enrolments", ["participant_id", "id"])


def downgrade() -> None:
    op.drop_table("trainings_enrolments")
    op.drop_column("trainings_trainings", "topic")
