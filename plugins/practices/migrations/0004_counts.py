"""The numbers of published practices with each value, counted from their bitmaps; an index of bitmaps by block."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "practices_0004"
down_revision = "practices_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practices_counts",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value"),
    )
    op.execute(
        "INSERT INTO practices_counts (kind, value, number) "
        "SELECT kind, value, sum(bit_count(bits)) FROM practices_bitmaps GROUP BY kind, value"
    )
    op.create_index("practices_bitmaps_blocks", "practices_bitmaps", ["kind", "block", "value"])


def downgrade() -> None:
    op.drop_index("practices_bitmaps_blocks", "practices_bitmaps")
    op.drop_table("practices_counts")
