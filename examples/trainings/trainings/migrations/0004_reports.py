"""Reports of hosts on trainings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trainings_0004"
down_revision = "trainings_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trainings_trainings", sa.Column("report", sa.String))


def downgrade() -> None:
    op.drop_column("trainings_trainings", "report")
