"""Texts are stored so that SQLite finds one language of them without parsing the others."""

from __future__ import annotations

from alembic import op

from schema import texts_to_binary, texts_to_json

revision = "partnerships_0003"
down_revision = "partnerships_0002"
branch_labels = None
depends_on = None

TEXTS = {
    "partnerships_partners": ("name", "treaty"),
    "partnerships_partnerships": ("title", "description"),
    "partnerships_activities": ("title",),
}


def upgrade() -> None:
    for table, columns in TEXTS.items():
        texts_to_binary(op.get_bind(), table, *columns)


def downgrade() -> None:
    for table, columns in TEXTS.items():
        texts_to_json(op.get_bind(), table, *columns)
