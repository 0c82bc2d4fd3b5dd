"""Stores with a decision whether consensus is sought by the silence procedure, or of those present in a meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from schema import Identifier, Instant

revision = "voting_0009"
down_revision = "voting_0008"
branch_labels = None
depends_on = None

SILENCE = timedelta(hours=72)
"""The silence procedure, unless NMIRF_SILENCE_HOURS says otherwise."""
decisions = sa.table(
    "voting_decisions",
    sa.column("id", Identifier),
    sa.column("stage", sa.String),
    sa.column("meeting_id", Identifier),
    sa.column("consensus_opened_at", Instant),
    sa.column("consensus_until", Instant),
    sa.column("by_silence", sa.Boolean),
)
meetings = sa.table("voting_meetings", sa.column("id", Identifier), sa.column("opened_at", Instant))
notified = sa.table("voting_told", sa.column("decision_id", Identifier))


def upgrade() -> None:
    op.add_column("voting_decisions", sa.Column("by_silence", sa.Boolean, nullable=True))
    connection = op.get_bind()
    was_notified = sa.exists().where(notified.c.decision_id == decisions.c.id).label("was_notified")
    open_now = (
        sa.select(decisions, meetings.c.opened_at, was_notified)
        .select_from(decisions.outerjoin(meetings, meetings.c.id == decisions.c.meeting_id))
        .where(decisions.c.stage == "CONSENSUS")
    )
    for row in connection.execute(open_now).all():
        sought = sa.update(decisions).where(decisions.c.id == row.id)
        connection.execute(sought.values(by_silence=_is_by_silence(row)))


def _is_by_silence(row: Any) -> bool:
    """Less time than the silence procedure takes could be given only in an open meeting, without any mail."""
    return bool(
        row.meeting_id is None
        or row.was_notified
        or row.consensus_until >= row.consensus_opened_at + SILENCE
        or row.opened_at is None
        or row.consensus_opened_at < row.opened_at
    )


def downgrade() -> None:
    op.drop_column("voting_decisions", "by_silence")
