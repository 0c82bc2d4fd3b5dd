"""How many take part as what from each day on; counted when the reference data is brought to what is shipped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "members_0005"
down_revision = "members_0004"
branch_labels = None
depends_on = None

INDEX, TABLE, COLUMNS = "members_standings_figures", "members_standings", ["standing", "since", "until"]


def upgrade() -> None:
    op.create_table(
        "members_figures",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("regional_group", sa.String(), nullable=False),
        *(sa.Column(number, sa.Integer(), nullable=False) for number in ("members", "observers", "states")),
        sa.PrimaryKeyConstraint("since", "regional_group"),
    )
    op.drop_index(INDEX, TABLE)


def downgrade() -> None:
    op.create_index(INDEX, TABLE, COLUMNS)
    op.drop_table("members_figures")
