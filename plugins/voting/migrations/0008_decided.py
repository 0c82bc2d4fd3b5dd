"""Decisions are listed by when they were taken from an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "voting_0008"
down_revision = "voting_0007"
branch_labels = None
depends_on = None

NAME, TABLE = "voting_decisions_decided", "voting_decisions"
DECIDED = "coalesce(decided_at, '1900-01-01T00:00:00Z')"


def upgrade() -> None:
    op.create_index(NAME, TABLE, [sa.text(DECIDED), "id"])


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
