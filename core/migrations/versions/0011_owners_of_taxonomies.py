"""The plugin that labels each taxonomy; null where that was not kept yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0011"
down_revision = "core_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("core_terms", sa.Column("plugin", sa.String, nullable=True))


def downgrade() -> None:
    op.drop_column("core_terms", "plugin")
