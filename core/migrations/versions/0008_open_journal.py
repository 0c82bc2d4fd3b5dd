"""What is open of the journal has an index of its own, for whoever reads no more than that."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "core_0008"
down_revision = "core_0007"
branch_labels = None
depends_on = None

NAME = "core_journal_public"


def upgrade() -> None:
    op.create_index(
        NAME,
        "core_journal",
        ["sequence", "public"],
        sqlite_where=text("public = 1"),
        postgresql_where=text("public"),
    )


def downgrade() -> None:
    op.drop_index(NAME, "core_journal")
