"""What a training is about, how many places it has, and who has taken one."""

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
    op.add_column("trainings_trainings", sa.Column("places", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "trainings_enrolments",
        sa.Column("id", Identifier, autoincrement=False, primary_key=True),
        sa.Column("training_id", Identifier, sa.ForeignKey("trainings_trainings.id"), nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.UniqueConstraint("training_id", "participant_id"),
    )


def downgrade() -> None:
    op.drop_table("trainings_enrolments")
    op.drop_column("trainings_trainings", "places")
    op.drop_column("trainings_trainings", "topic")
