"""Trainings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier, Names, Texts

revision = "trainings_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trainings_trainings",
        sa.Column("id", Identifier, autoincrement=False, primary_key=True),
        sa.Column("host_id", Identifier, nullable=False),
        sa.Column("state_id", Identifier, nullable=False),
        sa.Column("title", Texts, nullable=False),
        sa.Column("original_language", sa.String(2), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("enrol_until", sa.Date, nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("languages", Names, nullable=False),
        sa.Column("status", sa.String, nullable=False),
    )
    for name, columns in (
        ("starts_on", ["starts_on", "id"]),
        ("places", ["places", "id"]),
        ("host", ["host_id", "starts_on", "id"]),
        ("state", ["state_id", "starts_on", "id"]),
    ):
        op.create_index(f"trainings_trainings_{name}", "trainings_trainings", columns)


def downgrade() -> None:
    op.drop_table("trainings_trainings")
