"""Takes decisions off the meetings in which they were not taken, and stores how consensus was sought on older ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from schema import Identifier, Instant

revision = "voting_0013"
down_revision = "voting_0012"
branch_labels = None
depends_on = None

SILENCE = timedelta(hours=72)
"""The silence procedure, unless NMIRF_SILENCE_HOURS says otherwise."""
decisions = sa.table(
    "voting_decisions",
    sa.column("id", Identifier),
    sa.column("method", sa.String),
    sa.column("meeting_id", Identifier),
    sa.column("consensus_opened_at", Instant),
    sa.column("consensus_until", Instant),
    sa.column("by_silence", sa.Boolean),
    sa.column("voting_opened_at", Instant),
    sa.column("voted_in_meeting", sa.Boolean),
)
meetings = sa.table("voting_meetings", sa.column("id", Identifier), sa.column("opened_at", Instant))


def upgrade() -> None:
    connection = op.get_bind()
    _store_how_consensus_was_sought(connection)
    silent = sa.and_(decisions.c.method == "CONSENSUS", decisions.c.by_silence)
    by_correspondence = sa.and_(decisions.c.voting_opened_at.is_not(None), sa.not_(decisions.c.voted_in_meeting))
    connection.execute(sa.update(decisions).where(sa.or_(silent, by_correspondence)).values(meeting_id=None))


def _store_how_consensus_was_sought(connection: sa.Connection) -> None:
    unknown = (
        sa.select(decisions, meetings.c.opened_at)
        .select_from(decisions.outerjoin(meetings, meetings.c.id == decisions.c.meeting_id))
        .where(decisions.c.by_silence.is_(None), decisions.c.consensus_opened_at.is_not(None))
    )
    for row in connection.execute(unknown).all():
        sought = sa.update(decisions).where(decisions.c.id == row.id)
        connection.execute(sought.values(by_silence=_is_by_silence(row)))


def _is_by_silence(row: Any) -> bool:
    """Less time than the silence procedure takes could be given only in an open meeting."""
    return bool(
        row.meeting_id is None
        or row.consensus_until >= row.consensus_opened_at + SILENCE
        or row.opened_at is None
        or row.consensus_opened_at < row.opened_at
    )


def downgrade() -> None:
    """What was taken off a meeting is not put before it again."""
