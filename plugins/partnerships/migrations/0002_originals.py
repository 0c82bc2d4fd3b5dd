"""The database ensures that each text exists in its original language."""

from __future__ import annotations

from alembic import op

from schema import HasOriginal

revision = "partnerships_0002"
down_revision = "partnerships_0001"
branch_labels = None
depends_on = None

ADDED = (
    ("partnerships_partners", HasOriginal("name", "original_language")),
    ("partnerships_partnerships", HasOriginal("title", "original_language")),
    ("partnerships_partnerships", HasOriginal("description", "original_language")),
    ("partnerships_activities", HasOriginal("title", "original_language")),
)


def upgrade() -> None:
    for table, constraint in ADDED:
        constraint.add_to(table, op.get_bind())


def downgrade() -> None:
    for table, constraint in ADDED:
        constraint.drop_from(table, op.get_bind())
