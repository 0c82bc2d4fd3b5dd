"""Bitmaps of published practices, filled from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Bits, Identifier

revision = "practices_0003"
down_revision = "practices_0002"
branch_labels = None
depends_on = None

NUMBER = """
INSERT INTO practices_numbers (practice_id, number)
SELECT id, row_number() OVER (ORDER BY id) - 1 FROM practices_practices WHERE status = 'PUBLISHED'
"""
FILL = """
INSERT INTO practices_bitmaps (kind, value, block, bits)
SELECT kind, value, number / 8192, bit_or(set_bit({empty}, number % 8192, 1)) FROM (
  SELECT n.number, t.kind, t.value FROM practices_numbers n JOIN practices_terms t ON t.practice_id = n.practice_id
  UNION ALL
  SELECT n.number, 'state', CAST(p.state_id AS VARCHAR)
  FROM practices_numbers n JOIN practices_practices p ON p.id = n.practice_id
  UNION ALL
  SELECT number, 'status', 'PUBLISHED' FROM practices_numbers
) AS marks GROUP BY kind, value, number / 8192
"""


def upgrade() -> None:
    op.create_table(
        "practices_numbers",
        sa.Column("practice_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices_practices.id"]),
        sa.PrimaryKeyConstraint("practice_id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "practices_bitmaps",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bits", Bits, nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "block"),
    )
    op.execute(NUMBER)
    op.execute(FILL.format(empty="zeroblob(1024)" if op.get_bind().dialect.name == "sqlite" else "B'0'::bit(8192)"))


def downgrade() -> None:
    op.drop_table("practices_bitmaps")
    op.drop_table("practices_numbers")
