"""Stores with a cancelled meeting when it was cancelled: of those that exist, when they were last changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Instant

revision = "voting_0012"
down_revision = "voting_0011"
branch_labels = None
depends_on = None

meetings = sa.table(
    "voting_meetings",
    sa.column("status", sa.String),
    sa.column("changed_at", Instant),
    sa.column("cancelled_at", Instant),
)


def upgrade() -> None:
    op.add_column("voting_meetings", sa.Column("cancelled_at", Instant, nullable=True))
    cancelled = sa.update(meetings).where(meetings.c.status == "CANCELLED")
    op.get_bind().execute(cancelled.values(cancelled_at=meetings.c.changed_at))


def downgrade() -> None:
    op.drop_column("voting_meetings", "cancelled_at")
