"""Taxonomies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema.declaring.columns import Texts

revision = "core_0003"
down_revision = "core_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_terms",
        sa.Column("taxonomy", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", Texts, nullable=False),
        sa.Column("description", Texts, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("core_terms")
