"""Who was told of a decision that is open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier

revision = "voting_0007"
down_revision = "voting_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voting_told",
        sa.Column("decision_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("focal_point_id", Identifier, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["voting_decisions.id"]),
        sa.PrimaryKeyConstraint("decision_id", "focal_point_id"),
    )


def downgrade() -> None:
    op.drop_table("voting_told")
