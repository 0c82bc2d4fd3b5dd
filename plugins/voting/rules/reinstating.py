"""(Network Meetings) Reinstates a meeting that was cancelled or opened by mistake: E2."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from core import Conflict, Write
from plugins.voting.enums import DecisionStage, MeetingKind, MeetingStatus
from plugins.voting.errors import AgendaTooLate
from plugins.voting.rules.agendas import is_in_time
from plugins.voting.rules.assignments import assign_decisions_to_meeting
from plugins.voting.rules.days import day_in_zone, require_meeting_not_over
from plugins.voting.rules.meeting_rows import (
    change_meeting,
    change_meeting_and_update_invitations,
    lock_for_committee,
    require_invitees,
    was_sent,
)
from plugins.voting.tables import attendance, decisions


def reinstate_meeting(write: Write, meeting: int) -> int:
    """(E1, E2) Return a meeting that was cancelled or opened by mistake to being planned or convened.

    A cancelled meeting must not be over; it keeps the moment at which its agenda was sent, those invited receive it
    again as an update, and the decisions on it are assigned to it again. Once an agenda sent now would be too late, it
    is reinstated only on the day on which it was cancelled. In an opened one nobody was present and nothing decided.
    For the Committee or the secretariat.

    Raises NotAllowed, NotFound, WrongStatus, AgendaTooLate, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.CANCELLED, MeetingStatus.OPEN)
    if row.status == MeetingStatus.OPEN.name:
        _require_nothing_happened(write, row)
        status = MeetingStatus.CONVENED
        change_meeting(write, row, status=status.name, opened_at=None)
    else:
        status = _undo_cancellation(write, row)
    write.record("meeting.reinstated", f"Meeting:{meeting}", {"from": row.status, "status": status.name})
    return meeting


def _undo_cancellation(write: Write, row: Any) -> MeetingStatus:
    require_meeting_not_over(write.now, row.last_day, row.time_zone, "meeting")
    assign_decisions_to_meeting(write, row)
    if was_sent(row):
        _require_notice(write, row)
        require_invitees(write, row.kind, row.first_day)
    status = MeetingStatus.CONVENED if was_sent(row) else MeetingStatus.PLANNED
    change_meeting_and_update_invitations(write, row, status=status.name, cancelled_at=None, cancellation_reason=None)
    return status


def _require_notice(write: Write, row: Any) -> None:
    """(E1) Raises AgendaTooLate once an agenda sent now would be too late, but not on the day of the cancellation.

    From the day after it, in the meeting's time zone, people may have planned to stay away.
    """
    in_time = is_in_time(MeetingKind[row.kind], write.now, row.first_day, row.time_zone)
    if not in_time and day_in_zone(row.time_zone, write.now) > day_in_zone(row.time_zone, row.cancelled_at):
        remedy = "After that day, a meeting is reinstated only on the day on which it was cancelled: plan another."
        raise AgendaTooLate(row.latest_send_date, remedy)


def _require_nothing_happened(write: Write, row: Any) -> None:
    """Raises Conflict if an open meeting is being held: somebody was present, or a decision moved on in it."""
    present = select(attendance.c.id).where(attendance.c.meeting_id == row.id)
    if write.session.execute(present).first() is not None:
        raise Conflict(
            "Somebody was marked present, so it is being held: strike the attendance first, or close the meeting.",
            "meeting",
        )
    moved_on = select(decisions.c.id).where(decisions.c.meeting_id == row.id, _moved_on_since(row.opened_at))
    if write.session.execute(moved_on).first() is not None:
        raise Conflict(
            "A decision has moved on in this meeting since it was opened: close the meeting instead.", "meeting"
        )


def _moved_on_since(opened_at: datetime) -> Any:
    """Whether, since a moment, consensus on a decision was sought or failed, a vote on it opened, or it was decided."""
    columns = decisions.c
    return or_(
        columns.consensus_opened_at >= opened_at,
        columns.voting_opened_at >= opened_at,
        columns.decided_at >= opened_at,
        and_(columns.stage == DecisionStage.CONTESTED.name, columns.consensus_until >= opened_at),
    )
