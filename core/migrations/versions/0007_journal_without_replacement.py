"""No entry of the journal is put in the place of another, which SQLite does without telling a trigger on DELETE."""

from __future__ import annotations

from alembic import op

revision = "core_0007"
down_revision = "core_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """On SQLite alone: PostgreSQL replaces a row by an UPDATE, which it refuses."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER core_journal_no_replacement BEFORE INSERT ON core_journal "
            "WHEN EXISTS (SELECT 1 FROM core_journal WHERE id = NEW.id) "
            "OR EXISTS (SELECT 1 FROM core_journal WHERE sequence = NEW.sequence) "
            "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER core_journal_no_replacement")
