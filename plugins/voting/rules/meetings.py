"""(Network Meetings) The life of a meeting: E1, E2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Invalid,
    Mistakes,
    NotFound,
    Write,
    new_id,
    one_line,
    worded,
    worded_or_none,
)
from plugins.voting.enums import DecisionBody, DecisionStage, MeetingKind, MeetingStatus
from plugins.voting.errors import NoAgenda, Unfinished, WrongStatus
from plugins.voting.invitations import send_cancellations, send_invitations
from plugins.voting.rules import stages
from plugins.voting.rules.bodies import chosen_parties
from plugins.voting.rules.calendar import day_in, require_in_time
from plugins.voting.rules.lengths import REASON, TEXT, TITLE
from plugins.voting.rules.schedules import Schedule
from plugins.voting.tables import agenda_items, attendance, decisions, meetings

LONGEST_AGENDA, MOST_MARKED = 200, 250
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


def plan_meeting(write: Write, kind: MeetingKind, language: str, title: str, schedule: Schedule) -> int:
    """(E2) Plan a meeting; returns it. By the Committee or the secretariat. Raises NotAllowed, Invalid."""
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    with Mistakes() as check:
        title = check(one_line, title, TITLE, "title", "title")
        schedule = check(schedule.checked)
    meeting = new_id()
    write.session.execute(
        insert(meetings).values(
            id=meeting,
            kind=kind.name,
            title={language: title},
            original_language=language,
            status=MeetingStatus.PLANNED.name,
            agenda_prepared=False,
            invitation=0,
            changed_at=write.now,
            **schedule.columns(),
        )
    )
    facts = {"kind": kind.name, "language": language, "title": title, **schedule.facts()}
    write.record("meeting.planned", f"Meeting:{meeting}", facts)
    return meeting


def prepare_agenda(write: Write, meeting: int, items: Sequence[Item]) -> int:
    """(E1) Prepare the agenda, in its order, instead of what was prepared before. By the Committee or the secretariat.

    A decision on it that belongs to no meeting is taken in this one. Raises NotAllowed, WrongStatus, NotFound, Invalid.
    """
    row = _held(write, meeting, MeetingStatus.PLANNED)
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
    _change(write, row, agenda_prepared=True)
    write.record("meeting.agenda_prepared", f"Meeting:{meeting}", {"items": [item.title for item in described]})
    _take_up(write, row, wanted)
    return meeting


def send_agenda(write: Write, meeting: int) -> int:
    """(E1) Send the agenda to every participant's focal point, with an invitation: the meeting is convened.

    By the Committee or the secretariat. Raises NotAllowed, WrongStatus, NoAgenda, AgendaTooLate.
    """
    row = _held(write, meeting)
    status = stages.move_meeting(MeetingStatus[row.status], MeetingStatus.CONVENED)
    if not row.agenda_prepared:
        raise NoAgenda("Prepare the agenda before sending it.", "meeting")
    require_in_time(MeetingKind[row.kind], write.now, row.first_day, row.time_zone)
    _change(write, row, status=status.name, agenda_sent_at=write.now)
    recipients = send_invitations(write, meeting)
    write.record("meeting.agenda_sent", f"Meeting:{meeting}", {"recipients": recipients})
    return meeting


def reschedule_meeting(write: Write, meeting: int, changes: Mapping[str, Any]) -> int:
    """(E1, E2) Move a meeting that has not begun; the same calendar entry is updated where it was sent.

    changes: what becomes another in its schedule, by name; something has to. A meeting already convened stays bound
    to its month. By the Committee or the secretariat. Raises NotAllowed, WrongStatus, AgendaTooLate, Invalid.
    """
    row = _held(write, meeting, MeetingStatus.PLANNED, MeetingStatus.CONVENED)
    before = Schedule.of(row)
    schedule = replace(before, **changes).checked()
    if schedule == before:
        raise Invalid("This would change nothing: it is held then and there already.", "meeting")
    columns = schedule.columns()
    convened = row.status == MeetingStatus.CONVENED.name
    if convened:
        require_in_time(MeetingKind[row.kind], row.agenda_sent_at, columns["first_day"], schedule.time_zone)
    _change(write, row, invitation=row.invitation + convened, **columns)
    if convened:
        send_invitations(write, meeting)
    write.record("meeting.rescheduled", f"Meeting:{meeting}", schedule.facts())
    return meeting


def cancel_meeting(write: Write, meeting: int, reason: str) -> int:
    """(E2) Cancel a meeting that has not begun; calendar entries that were sent are cancelled.

    By the Committee or the secretariat. Raises NotAllowed, WrongStatus, Invalid.
    """
    row = _held(write, meeting)
    status = stages.move_meeting(MeetingStatus[row.status], MeetingStatus.CANCELLED)
    reason = worded(reason, REASON, "reason", "reason")
    convened = row.status == MeetingStatus.CONVENED.name
    _change(write, row, status=status.name, cancellation_reason=reason, invitation=row.invitation + convened)
    if convened:
        send_cancellations(write, meeting)
    write.record("meeting.cancelled", f"Meeting:{meeting}", {"reason": reason})
    return meeting


def open_meeting(write: Write, meeting: int) -> int:
    """(E1, E2) Open a convened meeting, on its first day at the earliest: its members were told that day.

    By the Committee or the secretariat. Raises NotAllowed, WrongStatus.
    """
    row = _held(write, meeting)
    status = stages.move_meeting(MeetingStatus[row.status], MeetingStatus.OPEN)
    if day_in(row.time_zone, write.now) < row.first_day:
        raise WrongStatus(f"This meeting begins on {row.first_day}: open it then, or reschedule it.", "meeting")
    _change(write, row, status=status.name, opened_at=write.now)
    write.record("meeting.opened", f"Meeting:{meeting}", {})
    return meeting


def record_attendance(write: Write, meeting: int, participants: Sequence[int], present: bool) -> int:
    """(D4) Mark who is present from now on, or has left; who comes back is marked anew.

    By the Committee or the secretariat, in an open meeting. Raises NotAllowed, WrongStatus, NotFound, Invalid.
    """
    _held(write, meeting, MeetingStatus.OPEN)
    chosen = list(dict.fromkeys(participants))
    if len(chosen) > MOST_MARKED:
        raise Invalid(f"Mark {MOST_MARKED} participants at most at once.", "participants")
    chosen_parties(write.session, participants, write.today, "participants")
    here = (attendance.c.meeting_id == meeting, attendance.c.present_until.is_(None))
    known = set(write.session.execute(select(attendance.c.participant_id).where(*here)).scalars())
    moved = [participant for participant in chosen if (participant in known) is not present]
    if moved and present:
        row = {"meeting_id": meeting, "present_from": write.now}
        write.session.execute(insert(attendance), [{"id": new_id(), "participant_id": one, **row} for one in moved])
    elif moved:
        left = update(attendance).where(*here, attendance.c.participant_id.in_(moved))
        write.session.execute(left.values(present_until=write.now))
    facts = {"participants": [f"Participant:{one}" for one in moved], "present": present}
    write.record("meeting.attendance_recorded", f"Meeting:{meeting}", facts)
    return meeting


def close_meeting(write: Write, meeting: int) -> int:
    """(E2, D2) Close a meeting in which no vote is open, and no consensus shorter than outside of a meeting.

    By the Committee or the secretariat. Raises NotAllowed, WrongStatus, Unfinished.
    """
    row = _held(write, meeting)
    status = stages.move_meeting(MeetingStatus[row.status], MeetingStatus.CLOSED)
    for decision in write.session.execute(select(decisions).where(decisions.c.meeting_id == meeting)):
        reference = f"{decision.year}/{decision.number}"
        if decision.stage == DecisionStage.VOTING.name:
            raise Unfinished(f"The vote on {reference} is open: close or withdraw it first.", "meeting")
        if decision.stage == DecisionStage.CONSENSUS.name:
            hours = (decision.consensus_until - decision.consensus_opened_at).total_seconds() / 3600
            if hours < write.settings.silence_hours:
                raise Unfinished(f"Consensus on {reference} is sought in this meeting: close it first.", "meeting")
    here = (attendance.c.meeting_id == meeting, attendance.c.present_until.is_(None))
    write.session.execute(update(attendance).where(*here).values(present_until=write.now))
    _change(write, row, status=status.name, closed_at=write.now)
    write.record("meeting.closed", f"Meeting:{meeting}", {})
    return meeting


def publish_report(write: Write, meeting: int, language: str, report: str) -> int:
    """(Network Meetings) Publish the report of a closed meeting in one language, or replace it in that language.

    report: Markdown. By the Committee or the secretariat. Raises NotAllowed, WrongStatus, Invalid.
    """
    row = _held(write, meeting, MeetingStatus.CLOSED)
    report = worded(report, TEXT, "report", "report")
    _change(
        write, row, report={**(row.report or {}), language: report}, report_language=row.report_language or language
    )
    write.record("meeting.report_published", f"Meeting:{meeting}", {"language": language, "report": report})
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


def _held(write: Write, meeting: int, *statuses: MeetingStatus) -> Any:
    """The meeting, held until this transaction ends, at one of the statuses where any are named."""
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = write.session.execute(select(meetings).where(meetings.c.id == meeting).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such meeting.", "meeting")
    if statuses and row.status not in [status.name for status in statuses]:
        names = " or ".join(status.name for status in statuses)
        raise WrongStatus(f"This takes a meeting that is {names}; it is {row.status}.", "meeting")
    return row


def _change(write: Write, row: Any, **values: Any) -> None:
    write.session.execute(update(meetings).where(meetings.c.id == row.id).values(changed_at=write.now, **values))
