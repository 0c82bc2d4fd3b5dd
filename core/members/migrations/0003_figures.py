"""An index for how many stand as what on a day."""

from __future__ import annotations

from alembic import op

revision = "members_0003"
down_revision = "members_0002"
branch_labels = None
depends_on = None

NAME, TABLE, COLUMNS = "members_standings_figures", "members_standings", ["standing", "since", "until"]


def upgrade() -> None:
    op.create_index(NAME, TABLE, COLUMNS)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
