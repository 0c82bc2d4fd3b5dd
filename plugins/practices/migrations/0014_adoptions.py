"""Adoptions are listed by participant and all together, in the order in which they were made."""

from __future__ import annotations

from alembic import op

revision = "practices_0014"
down_revision = "practices_0013"
branch_labels = None
depends_on = None

TABLE = "practices_adoptions"
INDEXES = {
    "practices_adoptions_ordered": ("at", "id"),
    "practices_adoptions_participant": ("participant_id", "at", "id", "practice_id"),
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, TABLE, columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, TABLE)
