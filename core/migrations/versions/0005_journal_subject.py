"""What was done to one thing is found by its id."""

from __future__ import annotations

from alembic import op

revision = "core_0005"
down_revision = "core_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("core_journal_subject", "core_journal", ["subject", "sequence"])


def downgrade() -> None:
    op.drop_index("core_journal_subject", "core_journal")
