"""The number of the last entry that may have changed somebody's role; 0 if it is not known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0012"
down_revision = "core_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("core_head", sa.Column("roles", sa.BigInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("core_head", "roles")
