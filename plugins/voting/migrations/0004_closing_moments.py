"""Until when members may vote by correspondence, before which a vote is closed only if all have cast."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Instant

revision = "voting_0004"
down_revision = "voting_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("voting_decisions", sa.Column("voting_until", Instant, nullable=True))


def downgrade() -> None:
    op.drop_column("voting_decisions", "voting_until")
