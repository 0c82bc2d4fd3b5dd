"""Texts are kept so that SQLite finds one language of them without parsing the others."""

from __future__ import annotations

from alembic import op

from schema.declaring.rewriting import texts_to_binary, texts_to_json

revision = "core_0006"
down_revision = "core_0005"
branch_labels = None
depends_on = None

TEXTS = {
    "core_terms": ("label", "description"),
}


def upgrade() -> None:
    for table, columns in TEXTS.items():
        texts_to_binary(op.get_bind(), table, *columns)


def downgrade() -> None:
    for table, columns in TEXTS.items():
        texts_to_json(op.get_bind(), table, *columns)
