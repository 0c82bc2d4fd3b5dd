"""The attendance of a participant in all meetings is found by an index."""

from __future__ import annotations

from alembic import op

revision = "voting_0011"
down_revision = "voting_0010"
branch_labels = None
depends_on = None

NAME, TABLE = "voting_attendance_participant", "voting_attendance"


def upgrade() -> None:
    op.create_index(NAME, TABLE, ["participant_id", "present_from", "id"])


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
