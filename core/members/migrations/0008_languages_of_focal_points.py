"""The language in which each focal point is written to, where one is named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "members_0008"
down_revision = "members_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members_focal_points", sa.Column("language", sa.String, nullable=True))


def downgrade() -> None:
    op.drop_column("members_focal_points", "language")
