"""An index of the few practices that are not published, which are counted for those who see some of them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "practices_0008"
down_revision = "practices_0007"
branch_labels = None
depends_on = None

NAME, UNPUBLISHED = "practices_practices_unpublished", text("status <> 'PUBLISHED'")


def upgrade() -> None:
    op.create_index(
        NAME,
        "practices_practices",
        ["participant_id", "submitted_at"],
        sqlite_where=UNPUBLISHED,
        postgresql_where=UNPUBLISHED,
    )


def downgrade() -> None:
    op.drop_index(NAME, "practices_practices")
