"""Texts are stored so that SQLite finds one language of them without parsing the others."""

from __future__ import annotations

from alembic import op

from schema import texts_to_binary, texts_to_json

revision = "practices_0010"
down_revision = "practices_0009"
branch_labels = None
depends_on = None

TEXTS = {
    "practices_practices": ("title", "summary", "body", "challenges", "results"),
    "practices_revisions": ("texts",),
}


def upgrade() -> None:
    for table, columns in TEXTS.items():
        texts_to_binary(op.get_bind(), table, *columns)


def downgrade() -> None:
    for table, columns in TEXTS.items():
        texts_to_json(op.get_bind(), table, *columns)
