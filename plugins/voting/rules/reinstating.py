"""(Network Meetings) A meeting that was cancelled, or opened, by mistake goes on as it was: E2."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from core import Conflict, Write
from plugins.voting.enums import DecisionStage, MeetingStatus
from plugins.voting.rules.agendas import assign_decisions_to_meeting
from plugins.voting.rules.days import require_meeting_not_over
from plugins.voting.rules.meeting_rows import (
    change,
    change_and_update_invitations,
    lock_for_committee,
    require_invitees,
    was_sent,
)
from plugins.voting.tables import attendance, decisions


def reinstate_meeting(write: Write, meeting: int) -> int:
    """(E1, E2) Have a meeting that was cancelled or opened by mistake be planned or convened again, as it was.

    One that was cancelled is not over, and keeps when its agenda was sent: whoever is invited is sent it again, as a
    change, and the decisions on it are taken there again. One that was opened had nobody present and nothing decided in
    it. For the Committee or the secretariat.

    Raises NotAllowed, NotFound, WrongStatus, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.CANCELLED, MeetingStatus.OPEN)
    if row.status == MeetingStatus.OPEN.name:
        _require_nothing_happened(write, row)
        status = MeetingStatus.CONVENED
        change(write, row, status=status.name, opened_at=None)
    else:
        status = _take_back_cancellation(write, row)
    write.record("meeting.reinstated", f"Meeting:{meeting}", {"from": row.status, "status": status.name})
    return meeting


def _take_back_cancellation(write: Write, row: Any) -> MeetingStatus:
    require_meeting_not_over(write.now, row.last_day, row.time_zone, "meeting")
    assign_decisions_to_meeting(write, row)
    if was_sent(row):
        require_invitees(write, row.kind, row.first_day)
    status = MeetingStatus.CONVENED if was_sent(row) else MeetingStatus.PLANNED
    change_and_update_invitations(write, row, status=status.name, cancellation_reason=None)
    return status


def _require_nothing_happened(write: Write, row: Any) -> None:
    """Raises Conflict where an open meeting was held: somebody was present, or a decision went on in it."""
    present = select(attendance.c.id).where(attendance.c.meeting_id == row.id)
    if write.session.execute(present).first() is not None:
        raise Conflict(
            "Somebody was marked present, so it is being held: strike the attendance first, or close it.", "meeting"
        )
    went_on = select(decisions.c.id).where(decisions.c.meeting_id == row.id, _went_on_since(row.opened_at))
    if write.session.execute(went_on).first() is not None:
        raise Conflict("A decision went on in this meeting since it was opened: close the meeting instead.", "meeting")


def _went_on_since(opened_at: datetime) -> Any:
    """Whether consensus on a decision was sought or failed, a vote on it opened, or it was decided, since a moment."""
    columns = decisions.c
    return or_(
        columns.consensus_opened_at >= opened_at,
        columns.voting_opened_at >= opened_at,
        columns.decided_at >= opened_at,
        and_(columns.stage == DecisionStage.CONTESTED.name, columns.consensus_until >= opened_at),
    )
