"""The entries of one action are found without reading the others."""

from __future__ import annotations

from alembic import op

revision = "core_0013"
down_revision = "core_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("core_journal_action", "core_journal", ["action", "sequence"])


def downgrade() -> None:
    op.drop_index("core_journal_action", "core_journal")
