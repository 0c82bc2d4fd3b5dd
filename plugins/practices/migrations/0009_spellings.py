"""Words are found as they fold by now: 0012 writes anew what is kept of them."""

from __future__ import annotations

revision = "practices_0009"
down_revision = "practices_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is found is written once in an upgrade, by 0012."""


def downgrade() -> None:
    """An earlier version finds these words as well, but for the letters that it takes for others."""
