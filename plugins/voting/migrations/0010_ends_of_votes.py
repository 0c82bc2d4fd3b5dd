"""Stores with each vote in a meeting until when it can last: until now that was computed whenever somebody voted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from schema import Identifier, Instant

revision = "voting_0010"
down_revision = "voting_0009"
branch_labels = None
depends_on = None

decisions = sa.table(
    "voting_decisions",
    sa.column("id", Identifier),
    sa.column("meeting_id", Identifier),
    sa.column("voted_in_meeting", sa.Boolean),
    sa.column("voting_until", Instant),
)
meetings = sa.table(
    "voting_meetings", sa.column("id", Identifier), sa.column("last_day", sa.Date), sa.column("time_zone", sa.String)
)


def upgrade() -> None:
    connection = op.get_bind()
    in_meeting = (
        sa.select(decisions.c.id, meetings.c.last_day, meetings.c.time_zone)
        .join(meetings, meetings.c.id == decisions.c.meeting_id)
        .where(decisions.c.voted_in_meeting)
    )
    for row in connection.execute(in_meeting).all():
        vote = sa.update(decisions).where(decisions.c.id == row.id)
        connection.execute(vote.values(voting_until=_latest_end(row.last_day, row.time_zone)))


def _latest_end(last_day: date, zone: str) -> datetime:
    """The last second of the day after a meeting's last one."""
    following = datetime.combine(last_day + timedelta(days=2), time(), ZoneInfo(zone))
    return following.astimezone(UTC) - timedelta(seconds=1)


def downgrade() -> None:
    op.get_bind().execute(sa.update(decisions).where(decisions.c.voted_in_meeting).values(voting_until=None))
