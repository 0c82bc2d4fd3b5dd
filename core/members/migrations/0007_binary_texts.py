"""Texts are kept so that SQLite finds one language of them without parsing the others."""

from __future__ import annotations

from alembic import op

from schema import texts_to_binary, texts_to_json

revision = "members_0007"
down_revision = "members_0006"
branch_labels = None
depends_on = None

TEXTS = {
    "members_states": ("name", "formal_name"),
    "members_mechanisms": ("name",),
    "members_network": ("name", "vision"),
    "members_objectives": ("text",),
}


def upgrade() -> None:
    for table, columns in TEXTS.items():
        texts_to_binary(op.get_bind(), table, *columns)


def downgrade() -> None:
    for table, columns in TEXTS.items():
        texts_to_json(op.get_bind(), table, *columns)
