"""(Network Meetings) The agenda: its points and decisions, and when it is sent: E1."""

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
    change,
    change_and_update_invitations,
    lock_for_committee,
    require_invitees,
    was_sent,
)
from plugins.voting.tables import agenda_items, decisions, meetings

LONGEST_AGENDA = 200
NOT_TAKEN = frozenset({DecisionStage.DRAFT.name, DecisionStage.CONSENSUS.name, DecisionStage.CONTESTED.name})
TO_COME = (MeetingStatus.PLANNED.name, MeetingStatus.CONVENED.name, MeetingStatus.OPEN.name)
"""The meetings that are not over."""


@dataclass(frozen=True, slots=True)
class Item:
    """One point of an agenda, in one language."""

    language: str
    title: str
    description: str | None = None
    decision: int | None = None

    def checked(self, place: int) -> Item:
        """The item as it is kept, its texts trimmed. place: in the agenda, from 0. Raises Invalid."""
        path = ("items", str(place))
        with Mistakes() as check:
            title = check(one_line, self.title, TITLE, "title", *path, "title")
            description = check(worded_or_none, self.description, REASON, "description", *path, "description")
        return replace(self, title=title, description=description)


def prepare_agenda(write: Write, meeting: int, items: Sequence[Item]) -> int:
    """(E1) Prepare the agenda, in its order, instead of what was prepared before. For the Committee or the secretariat.

    A decision on it that is not taken yet is taken in this meeting from now on, and one that was on it before is not
    any more. Of a convened meeting it goes to everybody anew, while it could still be sent: that is when it was sent.
    Raises NotAllowed, WrongStatus, AgendaTooLate, NotFound, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.PLANNED, MeetingStatus.CONVENED)
    if was_sent(row):
        require_agenda_deadline(MeetingKind[row.kind], write.now, row.first_day, row.time_zone)
    if not 0 < len(items) <= LONGEST_AGENDA:
        raise Invalid(f"An agenda has 1 to {LONGEST_AGENDA} items.", "items")
    known = _decisions(write, row, {item.decision for item in items if item.decision is not None})
    with Mistakes() as check:
        described = [check(item.checked, place) for place, item in enumerate(items)]
        for place, item in enumerate(items):
            if item.decision is not None:
                check(_require_free, item.decision, known, "items", str(place), "decision")
    _take_off(write, meeting, known)
    _keep(write, meeting, described)
    sent_at = write.now if was_sent(row) else None
    change_and_update_invitations(write, row, agenda_prepared=True, agenda_sent_at=sent_at)
    write.record("meeting.agenda_prepared", f"Meeting:{meeting}", {"items": [item.title for item in described]})
    _take_up(write, row, known.values())
    return meeting


def _keep(write: Write, meeting: int, items: Sequence[Item]) -> None:
    """Keep the items of an agenda instead of those that it had; one that says the same keeps its translations."""
    own = agenda_items.c.meeting_id == meeting
    known = {_original(row): row for row in write.session.execute(select(agenda_items).where(own))}
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


def _original(row: Any) -> tuple[str, str, str | None]:
    """What an item of an agenda says in the language in which it was written."""
    language = row.original_language
    return language, row.title[language], (row.description or {}).get(language)


def _texts(item: Item, same: Any) -> dict[str, Any]:
    """The texts of an item in all its languages. same: the row of the item of the same text before, if there is one."""
    if same is not None:
        return {"title": same.title, "description": same.description}
    described = None if item.description is None else {item.language: item.description}
    return {"title": {item.language: item.title}, "description": described}


def send_agenda(write: Write, meeting: int) -> int:
    """(E1) Send the agenda to every participant's focal point, with an invitation: the meeting is convened.

    The decisions on it are taken there. Sent once more, it reaches those who have come since, or whose address was
    corrected. For the Committee or the secretariat.

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
        take_up_agenda(write, row)
        change(write, row, status=MeetingStatus.CONVENED.name, agenda_sent_at=write.now)
    require_invitees(write, row.kind, row.first_day)
    recipients = send_invitations(write, meeting)
    if again and not recipients:
        raise Conflict("Everybody has this agenda already.", "meeting")
    write.record("meeting.agenda_sent", f"Meeting:{meeting}", {"recipients": recipients})
    return meeting


def take_up_agenda(write: Write, meeting: Any) -> None:
    """(E1) Have what the agenda of a meeting names be taken in it, where that is convened or goes on.

    Raises Conflict where an untaken decision is before another meeting by now.
    """
    known = _decisions(write, meeting, _named_by(meeting.id)).values()
    for row in known:
        if _takes(meeting, row) and row.elsewhere in TO_COME:
            or_here = ", or here" if meeting.status == MeetingStatus.PLANNED.name else ""
            raise Conflict(
                f"Decision {row.year}/{row.number} of its agenda is before the meeting of {row.first_day} by now: "
                f"leave it out there first{or_here}.",
                "meeting",
            )
    _take_up(write, meeting, known)


def _named_by(meeting: int) -> Any:
    """The keys of the decisions that the agenda of a meeting names, as it is kept."""
    return select(agenda_items.c.decision_id).where(agenda_items.c.meeting_id == meeting)


def _decisions(write: Write, meeting: Any, wanted: Any) -> dict[int, Any]:
    """The decisions of these keys, each with status and first day of its meeting, if that is another one."""
    another = and_(meetings.c.id == decisions.c.meeting_id, meetings.c.id != meeting.id)
    asked = select(decisions, meetings.c.status.label("elsewhere"), meetings.c.first_day).outerjoin(meetings, another)
    order = decisions.c.year, decisions.c.number
    return {row.id: row for row in write.session.execute(asked.where(decisions.c.id.in_(wanted)).order_by(*order))}


def _require_free(decision: int, known: Mapping[int, Any], *path: str) -> None:
    """Raises NotFound, or Conflict for an untaken decision of another meeting that is convened or open."""
    row = known.get(decision)
    if row is None:
        raise NotFound(f"There is no decision of the id Decision:{decision}.", *path)
    if row.stage in NOT_TAKEN and row.elsewhere in (MeetingStatus.CONVENED.name, MeetingStatus.OPEN.name):
        raise Conflict(
            f"Decision {row.year}/{row.number} is before the meeting of {row.first_day}: leave it out here, or prepare "
            "this agenda once that meeting is closed.",
            *path,
        )


def _take_off(write: Write, meeting: int, known: Mapping[int, Any]) -> None:
    """(E1) Have the decisions that only the agenda of before names, and that are not taken yet, be taken in no meeting.

    known: those that it names now.
    """
    waiting = decisions.c.meeting_id == meeting, decisions.c.stage.in_(NOT_TAKEN)
    left_out = select(decisions).where(*waiting, decisions.c.id.in_(_named_by(meeting)), decisions.c.id.not_in(known))
    for row in write.session.execute(left_out.order_by(decisions.c.year, decisions.c.number)).all():
        _put(write, row, None)
        _record(write, "decision.taken_off", row, meeting)


def _take_up(write: Write, meeting: Any, known: Iterable[Any]) -> None:
    """(E1) Have the decisions on an agenda that its meeting takes be taken in it, and in no other."""
    for row in known:
        if row.meeting_id != meeting.id and _takes(meeting, row):
            _put(write, row, meeting.id)
            _record(write, "decision.taken_up", row, meeting.id)


def _takes(meeting: Any, row: Any) -> bool:
    """Whether a decision is not taken yet and, on the agenda of a meeting, is to be taken there."""
    return row.stage in NOT_TAKEN and may_decide_in(meeting, DecisionBody[row.body])


def _put(write: Write, row: Any, meeting: int | None) -> None:
    write.session.execute(update(decisions).where(decisions.c.id == row.id).values(meeting_id=meeting))


def _record(write: Write, action: str, row: Any, meeting: int) -> None:
    open_to_all = row.stage != DecisionStage.DRAFT.name
    write.record(action, f"Decision:{row.id}", {"meeting": f"Meeting:{meeting}"}, open_to_all)
