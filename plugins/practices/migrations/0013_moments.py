"""A practice is submitted, then published, and changed last; earlier imports stored moments in any order. P1."""

from __future__ import annotations

from alembic import op

revision = "practices_0013"
down_revision = "practices_0012"
branch_labels = None
depends_on = None

IN_ORDER = (
    "UPDATE practices_practices SET submitted_at = published_at WHERE submitted_at > published_at",
    "UPDATE practices_practices SET updated_at = published_at WHERE updated_at < published_at",
    "UPDATE practices_practices SET updated_at = submitted_at WHERE updated_at < submitted_at",
)


def upgrade() -> None:
    for statement in IN_ORDER:
        op.execute(statement)


def downgrade() -> None:
    """An earlier version accepts moments in this order as well."""
