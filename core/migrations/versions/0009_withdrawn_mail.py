"""A mail that another one has made obsolete is kept, and not sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema.declaring.columns import Instant

revision = "core_0009"
down_revision = "core_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("core_outbox", sa.Column("withdrawn_at", Instant, nullable=True))


def downgrade() -> None:
    op.drop_column("core_outbox", "withdrawn_at")
