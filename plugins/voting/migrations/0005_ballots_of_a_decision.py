"""SQLite reads the ballots of a decision from an index alone."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision = "voting_0005"
down_revision = "voting_0004"
branch_labels = None
depends_on = None

NAME, TABLE = "voting_ballots_decision", "voting_ballots"
ORDERED = ("decision_id", "cast_at", "id")
SHOWN = ("state_id", "choice", "explanation", "entered_by_chair")


def upgrade() -> None:
    _index((*ORDERED, *SHOWN))


def downgrade() -> None:
    _index(ORDERED)


def _index(columns: Sequence[str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(NAME, TABLE)
        op.create_index(NAME, TABLE, columns)
