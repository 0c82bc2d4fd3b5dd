"""Words are found by their present folding: 0012 stores them again."""

from __future__ import annotations

revision = "practices_0009"
down_revision = "practices_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Words are stored once in an upgrade, by 0012."""


def downgrade() -> None:
    """An earlier version also finds these words, except for letters that it folds differently."""
