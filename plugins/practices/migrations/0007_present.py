"""The database ensures that each text exists in its original language, and that published practices have a date."""

from __future__ import annotations

from alembic import op

from schema import HasOriginal, PresentWhere

revision = "practices_0007"
down_revision = "practices_0006"
branch_labels = None
depends_on = None

ADDED = (
    ("practices_practices", HasOriginal("title", "original_language")),
    ("practices_practices", HasOriginal("summary", "original_language")),
    ("practices_practices", HasOriginal("body", "original_language")),
    ("practices_practices", PresentWhere("published_at", "status", "PUBLISHED")),
)


DATED = "UPDATE practices_practices SET published_at = ordered_at WHERE status = 'PUBLISHED' AND published_at IS NULL"


def upgrade() -> None:
    op.execute(DATED)
    for table, constraint in ADDED:
        constraint.add_to(table, op.get_bind())


def downgrade() -> None:
    for table, constraint in ADDED:
        constraint.drop_from(table, op.get_bind())
