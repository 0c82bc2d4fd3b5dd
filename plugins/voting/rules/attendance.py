"""Who is present in a meeting, from when until when: D4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from core import Invalid, Session, Write, WrongStatus, new_id
from plugins.voting.enums import MeetingStatus
from plugins.voting.rules.bodies import chosen_parties
from plugins.voting.rules.days import latest_end, may_continue
from plugins.voting.rules.meeting_rows import lock_for_committee
from plugins.voting.tables import attendance

MOST_PARTICIPANTS = 250
"""The most participants that one write names."""


def each_once(participants: Iterable[int]) -> list[int]:
    """The participants without repetitions. Raises Invalid unless there are 1 to MOST_PARTICIPANTS."""
    chosen = list(dict.fromkeys(participants))
    if not 0 < len(chosen) <= MOST_PARTICIPANTS:
        raise Invalid(f"Give 1 to {MOST_PARTICIPANTS} participants.", "participants")
    return chosen


def present_now(session: Session, meeting: int, among: Iterable[int] | None = None) -> set[int]:
    """(D4) The participants marked present in a meeting now. among: only these are looked up."""
    return _participants(session, _still_present(meeting, among))


def present_at(session: Session, meeting: Any, moment: datetime) -> set[int]:
    """(D2) The participants marked present at a moment: none once the meeting may not continue. meeting: its row."""
    if not may_continue(moment, meeting):
        return set()
    here = attendance.c.meeting_id == meeting.id
    return _participants(session, here, attendance.c.present_from <= moment, _until_after(moment))


def present_since(session: Session, meeting: int, moment: datetime) -> set[int]:
    """(D4) The participants marked present at some time from a moment until now."""
    return _participants(session, attendance.c.meeting_id == meeting, _until_after(moment))


def _participants(session: Session, *conditions: ColumnElement[bool]) -> set[int]:
    return set(session.execute(select(attendance.c.participant_id).where(*conditions)).scalars())


def _until_after(moment: datetime) -> ColumnElement[bool]:
    return or_(attendance.c.present_until.is_(None), attendance.c.present_until > moment)


def _still_present(meeting: int, among: Iterable[int] | None = None) -> ColumnElement[bool]:
    still = and_(attendance.c.meeting_id == meeting, attendance.c.present_until.is_(None))
    return still if among is None else and_(still, attendance.c.participant_id.in_(among))


def record_attendance(write: Write, meeting: int, participants: Sequence[int], present: bool) -> int:
    """(D4) Mark who is present from now on, or has left; a participant that comes back is marked again.

    For the Committee or the secretariat, in an open meeting; nobody can be marked present once the meeting may not
    continue. Raises NotAllowed, WrongStatus, NotFound, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.OPEN)
    if present and not may_continue(write.now, row):
        raise WrongStatus(
            f"Nobody can be marked present in this meeting any more: its last day was {row.last_day}. Close it.",
            "meeting",
        )
    chosen = each_once(participants)
    chosen_parties(write.session, participants, write.today, "participants")
    known = present_now(write.session, meeting)
    moved = [participant for participant in chosen if (participant in known) is not present]
    if not moved:
        marked = "all of them are already marked present" if present else "none of them is marked present"
        raise Invalid(f"This would change nothing: {marked}.", "participants")
    if present:
        here = {"meeting_id": meeting, "present_from": write.now}
        write.session.execute(insert(attendance), [{"id": new_id(), "participant_id": one, **here} for one in moved])
    else:
        end_attendance(write, row, moved)
    facts = {"participants": [f"Participant:{one}" for one in moved], "present": present}
    write.record("meeting.attendance_recorded", f"Meeting:{meeting}", facts)
    return meeting


def end_attendance(write: Write, meeting: Any, among: Iterable[int] | None = None) -> None:
    """(D4) End the attendance of those present, or of some of them, now or at the latest end of the meeting."""
    until = min(write.now, latest_end(meeting))
    ended = update(attendance).where(_still_present(meeting.id, among))
    write.session.execute(ended.values(present_until=until))
