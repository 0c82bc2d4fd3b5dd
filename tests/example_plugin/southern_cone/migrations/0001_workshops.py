"""Workshops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier

revision = "southern_cone_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "southern_cone_workshops",
        sa.Column("id", Identifier, autoincrement=False, primary_key=True),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
    )
    op.create_index("southern_cone_workshops_participant", "southern_cone_workshops", ["participant_id", "held_on"])


def downgrade() -> None:
    op.drop_table("southern_cone_workshops")
