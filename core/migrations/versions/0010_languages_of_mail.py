"""The language in which each mail is written, where the one that queued it says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0010"
down_revision = "core_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("core_outbox", sa.Column("language", sa.String, nullable=True))


def downgrade() -> None:
    op.drop_column("core_outbox", "language")
