"""Indexes for the published practices of a state and of a participant; a published practice is ordered by its day."""

from __future__ import annotations

from alembic import op

revision = "practices_0002"
down_revision = "practices_0001"
branch_labels = None
depends_on = None

INDEXES = {
    "practices_practices_published_state": ["state_id", "status", "ordered_at", "id"],
    "practices_practices_published_participant": ["participant_id", "status", "ordered_at", "id"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "practices_practices", columns)
    op.execute("UPDATE practices_practices SET ordered_at = published_at WHERE published_at <> ordered_at")


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "practices_practices")
