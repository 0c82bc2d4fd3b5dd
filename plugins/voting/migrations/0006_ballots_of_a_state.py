"""The ballots of a state are counted by an index alone, which tells the decision that each of them belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision = "voting_0006"
down_revision = "voting_0005"
branch_labels = None
depends_on = None

NAME, TABLE = "voting_ballots_state", "voting_ballots"
ORDERED = ("state_id", "cast_at", "id")


def upgrade() -> None:
    _index((*ORDERED, "decision_id"))


def downgrade() -> None:
    _index(ORDERED)


def _index(columns: Sequence[str]) -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, columns)
