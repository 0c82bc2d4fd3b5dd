"""A focal point that is erased has no mail address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "members_0009"
down_revision = "members_0008"
branch_labels = None
depends_on = None

TABLE = "members_focal_points"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(TABLE, "email", nullable=True)
    else:
        _remake(sa.Column("address", sa.String, nullable=True))


def downgrade() -> None:
    op.execute(sa.text(f"UPDATE {TABLE} SET email = '' WHERE email IS NULL"))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(TABLE, "email", nullable=False)
    else:
        _remake(sa.Column("address", sa.String, nullable=False, server_default=""))


def _remake(column: sa.Column[str]) -> None:
    """SQLite does not change whether a column may be null: another takes its place."""
    op.add_column(TABLE, column)
    op.execute(sa.text(f"UPDATE {TABLE} SET address = email"))
    op.drop_column(TABLE, "email")
    op.execute(sa.text(f"ALTER TABLE {TABLE} RENAME COLUMN address TO email"))
