"""Trusted documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema.declaring.columns import Identifier, Instant

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_documents",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("added_at", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("core_documents")
