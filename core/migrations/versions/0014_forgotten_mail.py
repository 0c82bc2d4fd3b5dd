"""Mail whose recipient was erased has no Message-ID: it is made of the address, and would confirm who guesses that."""

from __future__ import annotations

from alembic import op

revision = "core_0014"
down_revision = "core_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE core_outbox SET message_id = '' WHERE key LIKE 'forgotten:%'")


def downgrade() -> None:
    pass
