"""(Network Meetings) The agenda: what is to be dealt with and decided, and when it is sent: E1."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from core import Invalid, Mistakes, NotFound, Write, new_id, one_line, worded_or_none
from plugins.voting.enums import DecisionBody, DecisionStage, MeetingKind, MeetingStatus
from plugins.voting.errors import NoAgenda
from plugins.voting.invitations import send_invitations
from plugins.voting.rules import stages
from plugins.voting.rules.calendar import require_in_time
from plugins.voting.rules.lengths import REASON, TITLE
from plugins.voting.rules.meeting_rows import change, held
from plugins.voting.tables import agenda_items, decisions, meetings

LONGEST_AGENDA = 200
NOT_TAKEN = (DecisionStage.DRAFT, DecisionStage.CONSENSUS, DecisionStage.CONTESTED)


@dataclass(frozen=True, slots=True)
class Item:
    """One point of an agenda, in one language."""

    language: str
    title: str
    description: str | None = None
    decision: int | None = None

    def checked(self, place: int, unknown: Set[int]) -> Item:
        """The same as it is kept. place: in the agenda; unknown: keys of no decision. Raises Invalid, NotFound."""
        path = ("items", str(place))
        with Mistakes() as check:
            title = check(one_line, self.title, TITLE, "title", *path, "title")
            description = check(worded_or_none, self.description, REASON, "description", *path, "description")
            if self.decision in unknown:
                check.note(NotFound(f"There is no decision of the id Decision:{self.decision}.", *path, "decision"))
        return replace(self, title=title, description=description)


def prepare_agenda(write: Write, meeting: int, items: Sequence[Item]) -> int:
    """(E1) Prepare the agenda, in its order, instead of what was prepared before. By the Committee or the secretariat.

    A decision on it that belongs to no meeting is taken in this one. Raises NotAllowed, WrongStatus, NotFound, Invalid.
    """
    row = held(write, meeting, MeetingStatus.PLANNED)
    if not 0 < len(items) <= LONGEST_AGENDA:
        raise Invalid(f"An agenda has 1 to {LONGEST_AGENDA} items.", "items")
    wanted = {item.decision for item in items if item.decision is not None}
    known = set(write.session.execute(select(decisions.c.id).where(decisions.c.id.in_(wanted))).scalars())
    with Mistakes() as check:
        described = [check(item.checked, place, wanted - known) for place, item in enumerate(items)]
    write.session.execute(delete(agenda_items).where(agenda_items.c.meeting_id == meeting))
    write.session.execute(
        insert(agenda_items),
        [
            {
                "id": new_id(),
                "meeting_id": meeting,
                "position": place + 1,
                "title": {item.language: item.title},
                "description": None if item.description is None else {item.language: item.description},
                "original_language": item.language,
                "decision_id": item.decision,
            }
            for place, item in enumerate(described)
        ],
    )
    change(write, row, agenda_prepared=True)
    write.record("meeting.agenda_prepared", f"Meeting:{meeting}", {"items": [item.title for item in described]})
    _take_up(write, row, wanted)
    return meeting


def send_agenda(write: Write, meeting: int) -> int:
    """(E1) Send the agenda to every participant's focal point, with an invitation: the meeting is convened.

    By the Committee or the secretariat. Raises NotAllowed, WrongStatus, NoAgenda, AgendaTooLate.
    """
    row = held(write, meeting)
    status = stages.move_meeting(MeetingStatus[row.status], MeetingStatus.CONVENED)
    if not row.agenda_prepared:
        raise NoAgenda("Prepare the agenda before sending it.", "meeting")
    require_in_time(MeetingKind[row.kind], write.now, row.first_day, row.time_zone)
    change(write, row, status=status.name, agenda_sent_at=write.now)
    recipients = send_invitations(write, meeting)
    write.record("meeting.agenda_sent", f"Meeting:{meeting}", {"recipients": recipients})
    return meeting


def _take_up(write: Write, meeting: Any, wanted: Set[int]) -> None:
    """(E1) Have decisions that are not taken yet, and belong to no meeting or to one that is cancelled, be taken here.

    The Committee's own meetings take those of the Committee alone.
    """
    cancelled = select(meetings.c.id).where(meetings.c.status == MeetingStatus.CANCELLED.name)
    loose = select(decisions.c.id, decisions.c.stage).where(
        decisions.c.id.in_(wanted),
        decisions.c.stage.in_([stage.name for stage in NOT_TAKEN]),
        or_(decisions.c.meeting_id.is_(None), decisions.c.meeting_id.in_(cancelled)),
    )
    if meeting.kind == MeetingKind.EXECUTIVE_COMMITTEE.name:
        loose = loose.where(decisions.c.body == DecisionBody.EXECUTIVE_COMMITTEE.name)
    for row in write.session.execute(loose.order_by(decisions.c.year, decisions.c.number)).all():
        write.session.execute(update(decisions).where(decisions.c.id == row.id).values(meeting_id=meeting.id))
        open_to_all = row.stage != DecisionStage.DRAFT.name
        write.record("decision.taken_up", f"Decision:{row.id}", {"meeting": f"Meeting:{meeting.id}"}, open_to_all)
