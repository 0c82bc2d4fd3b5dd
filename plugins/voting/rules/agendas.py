"""(Network Meetings) The agenda, its points and decisions, and when it is sent: E1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from core import Conflict, Invalid, Mistakes, NotFound, Write, new_id, one_line, worded_or_none
from plugins.voting.enums import DecisionBody, DecisionStage, MeetingKind, MeetingStatus
from plugins.voting.errors import NoAgenda
from plugins.voting.lengths import REASON, TITLE
from plugins.voting.rules import transitions
from plugins.voting.rules.days import require_agenda_deadline, require_meeting_not_over
from plugins.voting.rules.decision_rows import may_decide_in
from plugins.voting.rules.invitations import send_invitations
from plugins.voting.rules.meeting_rows import (
    change_meeting,
    change_meeting_and_update_invitations,
    lock_for_committee,
    require_invitees,
    was_sent,
)
from plugins.voting.tables import agenda_items, decisions, meetings

LONGEST_AGENDA = 200
UNTAKEN = frozenset({DecisionStage.DRAFT.name, DecisionStage.CONSENSUS.name, DecisionStage.CONTESTED.name})
NOT_OVER = (MeetingStatus.PLANNED.name, MeetingStatus.CONVENED.name, MeetingStatus.OPEN.name)
"""The statuses of meetings that are not over."""


@dataclass(frozen=True, slots=True)
class Item:
    """One point of an agenda, in one language."""

    language: str
    title: str
    description: str | None = None
    decision: int | None = None

    def checked(self, place: int) -> Item:
        """The item as it is stored, its texts trimmed. place: in the agenda, from 0. Raises Invalid."""
        path = ("items", str(place))
        with Mistakes() as check:
            title = check(one_line, self.title, TITLE, "title", *path, "title")
            description = check(worded_or_none, self.description, REASON, "description", *path, "description")
        return replace(self, title=title, description=description)


def prepare_agenda(write: Write, meeting: int, items: Sequence[Item]) -> int:
    """(E1) Prepare the agenda, in its order, in place of the previous one. For the Committee or the secretariat.

    The untaken decisions on it are assigned to this meeting; those that were on the previous agenda only are released.
    For a convened meeting it is sent to everybody again, if the deadline has not passed; that becomes the moment of
    sending. Raises NotAllowed, WrongStatus, AgendaTooLate, NotFound, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.PLANNED, MeetingStatus.CONVENED)
    if was_sent(row):
        require_agenda_deadline(MeetingKind[row.kind], write.now, row.first_day, row.time_zone)
    if not 0 < len(items) <= LONGEST_AGENDA:
        raise Invalid(f"An agenda has 1 to {LONGEST_AGENDA} items.", "items")
    known = _decisions_with_meetings(write, row, {item.decision for item in items if item.decision is not None})
    with Mistakes() as check:
        checked = [check(item.checked, place) for place, item in enumerate(items)]
        for place, item in enumerate(items):
            if item.decision is not None:
                check(_require_assignable, item.decision, known, "items", str(place), "decision")
    _unassign_left_out(write, meeting, known)
    _store_items(write, meeting, checked)
    sent_at = write.now if was_sent(row) else None
    change_meeting_and_update_invitations(write, row, agenda_prepared=True, agenda_sent_at=sent_at)
    write.record("meeting.agenda_prepared", f"Meeting:{meeting}", {"items": [item.title for item in checked]})
    _assign(write, row, known.values())
    return meeting


def _store_items(write: Write, meeting: int, items: Sequence[Item]) -> None:
    """Store the items of an agenda in place of the previous ones; an item with the same text keeps its translations."""
    own = agenda_items.c.meeting_id == meeting
    known = {_original_text(row): row for row in write.session.execute(select(agenda_items).where(own))}
    write.session.execute(delete(agenda_items).where(own))
    write.session.execute(
        insert(agenda_items),
        [
            {
                "id": new_id(),
                "meeting_id": meeting,
                "position": place + 1,
                "original_language": item.language,
                "decision_id": item.decision,
                **_texts(item, known.get((item.language, item.title, item.description))),
            }
            for place, item in enumerate(items)
        ],
    )


def _original_text(row: Any) -> tuple[str, str, str | None]:
    """The language of an agenda item, and its title and description in it."""
    language = row.original_language
    return language, row.title[language], (row.description or {}).get(language)


def _texts(item: Item, same: Any) -> dict[str, Any]:
    """The texts of an item in all its languages. same: the row of the previous item with the same text, if any."""
    if same is not None:
        return {"title": same.title, "description": same.description}
    description = None if item.description is None else {item.language: item.description}
    return {"title": {item.language: item.title}, "description": description}


def send_agenda(write: Write, meeting: int) -> int:
    """(E1) Send the agenda to every participant's focal point, with an invitation; this convenes the meeting.

    The decisions on it are assigned to the meeting. Sent again, it reaches those who have joined since then, or whose
    address was corrected. For the Committee or the secretariat.

    Raises NotAllowed, WrongStatus, NoAgenda, AgendaTooLate, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting)
    again = row.status == MeetingStatus.CONVENED.name
    require_meeting_not_over(write.now, row.last_day, row.time_zone, "meeting")
    if not again:
        transitions.require_meeting_move(MeetingStatus[row.status], MeetingStatus.CONVENED)
        if not row.agenda_prepared:
            raise NoAgenda("Prepare the agenda before sending it.", "meeting")
        require_agenda_deadline(MeetingKind[row.kind], write.now, row.first_day, row.time_zone)
        assign_decisions_to_meeting(write, row)
        change_meeting(write, row, status=MeetingStatus.CONVENED.name, agenda_sent_at=write.now)
    require_invitees(write, row.kind, row.first_day)
    recipients = send_invitations(write, meeting)
    if again and not recipients:
        raise Conflict("Everybody already has this agenda.", "meeting")
    write.record("meeting.agenda_sent", f"Meeting:{meeting}", {"recipients": recipients})
    return meeting


def assign_decisions_to_meeting(write: Write, meeting: Any) -> None:
    """(E1) Assign the decisions on a meeting's agenda to that meeting, when it is convened or reinstated.

    Raises Conflict if an untaken decision is now before another meeting.
    """
    known = _decisions_with_meetings(write, meeting, _decisions_on_agenda(meeting.id)).values()
    for row in known:
        if _can_take(meeting, row) and row.elsewhere in NOT_OVER:
            or_this = ", or from this one" if meeting.status == MeetingStatus.PLANNED.name else ""
            raise Conflict(
                f"Decision {row.year}/{row.number} of its agenda has since been put before the meeting of "
                f"{row.first_day}: remove it from that agenda first{or_this}.",
                "meeting",
            )
    _assign(write, meeting, known)


def _decisions_on_agenda(meeting: int) -> Any:
    """The keys of the decisions on the stored agenda of a meeting."""
    return select(agenda_items.c.decision_id).where(agenda_items.c.meeting_id == meeting)


def _decisions_with_meetings(write: Write, meeting: Any, wanted: Any) -> dict[int, Any]:
    """The decisions of these keys, each with the status and first day of its meeting, if that is another one."""
    another = and_(meetings.c.id == decisions.c.meeting_id, meetings.c.id != meeting.id)
    found = select(decisions, meetings.c.status.label("elsewhere"), meetings.c.first_day).outerjoin(meetings, another)
    order = decisions.c.year, decisions.c.number
    return {row.id: row for row in write.session.execute(found.where(decisions.c.id.in_(wanted)).order_by(*order))}


def _require_assignable(decision: int, known: Mapping[int, Any], *path: str) -> None:
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


def _unassign_left_out(write: Write, meeting: int, known: Mapping[int, Any]) -> None:
    """(E1) Release the untaken decisions that were on the previous agenda only. known: those on the new one."""
    assigned = decisions.c.meeting_id == meeting, decisions.c.id.in_(_decisions_on_agenda(meeting))
    left_out = select(decisions).where(*assigned, decisions.c.stage.in_(UNTAKEN), decisions.c.id.not_in(known))
    for row in write.session.execute(left_out.order_by(decisions.c.year, decisions.c.number)).all():
        _set_meeting(write, row, None)
        _record(write, "decision.taken_off", row, meeting)


def _assign(write: Write, meeting: Any, known: Iterable[Any]) -> None:
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
