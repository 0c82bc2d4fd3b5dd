"""(Network Meetings) Which meeting takes the decisions on an agenda: E1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, select, update

from core import Conflict, NotFound, Write
from plugins.voting.enums import DecisionBody, DecisionStage, MeetingStatus
from plugins.voting.rules.decision_rows import may_decide_in
from plugins.voting.tables import agenda_items, decisions, meetings

UNTAKEN = frozenset({DecisionStage.DRAFT.name, DecisionStage.CONSENSUS.name, DecisionStage.CONTESTED.name})
NOT_OVER = (MeetingStatus.PLANNED.name, MeetingStatus.CONVENED.name, MeetingStatus.OPEN.name)
"""The statuses of meetings that are not over."""


def assign_decisions_to_meeting(write: Write, meeting: Any) -> None:
    """(E1) Assign the decisions on a meeting's agenda to that meeting, when it is convened or reinstated.

    Raises Conflict if an untaken decision is now before another meeting.
    """
    known = decisions_with_meetings(write, meeting, _decisions_on_agenda(meeting.id)).values()
    for row in known:
        if _can_take(meeting, row) and row.elsewhere in NOT_OVER:
            or_this = ", or from this one" if meeting.status == MeetingStatus.PLANNED.name else ""
            raise Conflict(
                f"Decision {row.year}/{row.number} of its agenda has since been put before the meeting of "
                f"{row.first_day}: remove it from that agenda first{or_this}.",
                "meeting",
            )
    assign(write, meeting, known)


def _decisions_on_agenda(meeting: int) -> Any:
    """The keys of the decisions on the stored agenda of a meeting."""
    return select(agenda_items.c.decision_id).where(agenda_items.c.meeting_id == meeting)


def decisions_with_meetings(write: Write, meeting: Any, wanted: Any) -> dict[int, Any]:
    """The decisions of these keys, each with the status and first day of its meeting, if that is another one."""
    another = and_(meetings.c.id == decisions.c.meeting_id, meetings.c.id != meeting.id)
    found = select(decisions, meetings.c.status.label("elsewhere"), meetings.c.first_day).outerjoin(meetings, another)
    order = decisions.c.year, decisions.c.number
    return {row.id: row for row in write.session.execute(found.where(decisions.c.id.in_(wanted)).order_by(*order))}


def require_assignable(decision: int, known: Mapping[int, Any], *path: str) -> None:
    """Raises NotFound, or Conflict for an untaken decision of another meeting that is convened or open."""
    row = known.get(decision)
    if row is None:
        raise NotFound(f"There is no decision with the id Decision:{decision}.", *path)
    if row.stage in UNTAKEN and row.elsewhere in (MeetingStatus.CONVENED.name, MeetingStatus.OPEN.name):
        raise Conflict(
            f"Decision {row.year}/{row.number} is before the meeting of {row.first_day}: leave it out, or prepare this "
            "agenda once that meeting is closed.",
            *path,
        )


def unassign_left_out(write: Write, meeting: int, known: Mapping[int, Any]) -> None:
    """(E1) Release the untaken decisions that were on the previous agenda only. known: those on the new one."""
    assigned = decisions.c.meeting_id == meeting, decisions.c.id.in_(_decisions_on_agenda(meeting))
    left_out = select(decisions).where(*assigned, decisions.c.stage.in_(UNTAKEN), decisions.c.id.not_in(known))
    for row in write.session.execute(left_out.order_by(decisions.c.year, decisions.c.number)).all():
        _set_meeting(write, row, None)
        _record(write, "decision.taken_off", row, meeting)


def release(write: Write, row: Any) -> None:
    """(E1, D2) Release a decision that is taken by silence or by correspondence from the meeting that was to take it.

    The point of the agenda stays. row: the decision.
    """
    if row.meeting_id is not None:
        _set_meeting(write, row, None)
        _record(write, "decision.taken_off", row, row.meeting_id)


def assign(write: Write, meeting: Any, known: Iterable[Any]) -> None:
    """(E1) Assign those of the decisions that can be taken in a meeting to it, and to no other."""
    for row in known:
        if row.meeting_id != meeting.id and _can_take(meeting, row):
            _set_meeting(write, row, meeting.id)
            _record(write, "decision.taken_up", row, meeting.id)


def _can_take(meeting: Any, row: Any) -> bool:
    """Whether a decision is untaken, and can be taken in a meeting."""
    return row.stage in UNTAKEN and may_decide_in(meeting, DecisionBody[row.body])


def _set_meeting(write: Write, row: Any, meeting: int | None) -> None:
    write.session.execute(update(decisions).where(decisions.c.id == row.id).values(meeting_id=meeting))


def _record(write: Write, action: str, row: Any, meeting: int) -> None:
    open_to_all = row.stage != DecisionStage.DRAFT.name
    write.record(action, f"Decision:{row.id}", {"meeting": f"Meeting:{meeting}"}, open_to_all)
