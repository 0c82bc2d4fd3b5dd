"""Each text is there in its own language: the database sees to it."""

from __future__ import annotations

from alembic import op

from schema import HasOriginal

revision = "voting_0002"
down_revision = "voting_0001"
branch_labels = None
depends_on = None

ADDED = (
    ("voting_meetings", HasOriginal("title", "original_language")),
    ("voting_agenda_items", HasOriginal("title", "original_language")),
    ("voting_decisions", HasOriginal("title", "original_language")),
    ("voting_decisions", HasOriginal("text", "original_language")),
)


def upgrade() -> None:
    for table, constraint in ADDED:
        constraint.add_to(table, op.get_bind())


def downgrade() -> None:
    for table, constraint in ADDED:
        constraint.drop_from(table, op.get_bind())
