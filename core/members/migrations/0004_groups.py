"""An index that brings states group by group: for the figures of regional groups, and for groupings."""

from __future__ import annotations

from alembic import op

revision = "members_0004"
down_revision = "members_0003"
branch_labels = None
depends_on = None

NAME, TABLE = "members_regional_groups_grouped", "members_regional_groups"
COLUMNS = ["regional_group", "since", "until", "state_id"]


def upgrade() -> None:
    op.create_index(NAME, TABLE, COLUMNS)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
