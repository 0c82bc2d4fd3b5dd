"""Who is present in a meeting, from when until when: D4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from core import Conflict, Invalid, Mistakes, Session, Write, WrongStatus, new_id
from plugins.voting.enums import DecisionStage, MeetingStatus
from plugins.voting.rules.bodies import chosen_parties
from plugins.voting.rules.days import latest_end, may_continue
from plugins.voting.rules.meeting_rows import lock_for_committee
from plugins.voting.tables import attendance, ballots, decisions
from schema import in_seconds

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


def strike_attendance(write: Write, meeting: int, participants: Sequence[int]) -> int:
    """(D4) Remove the last attendance of participants that were marked present by mistake.

    A vote closed since then keeps its count. For the Committee or the secretariat, in an open meeting. Raises
    NotAllowed, WrongStatus, Invalid, and Conflict if a participant was not marked or has voted since.
    """
    lock_for_committee(write, meeting, MeetingStatus.OPEN)
    chosen = each_once(participants)
    marked = _last_attendance(write.session, meeting, chosen)
    voted = _last_votes(write.session, meeting, chosen)
    with Mistakes() as check:
        for place, participant in enumerate(participants):
            check(_require_strikable, marked.get(participant), voted, "participants", str(place))
    struck = [marked[participant] for participant in chosen]
    write.session.execute(delete(attendance).where(attendance.c.id.in_([row.id for row in struck])))
    periods = [
        {"participant": f"Participant:{row.participant_id}", "presentFrom": in_seconds(row.present_from)}
        for row in struck
    ]
    write.record("meeting.attendance_struck", f"Meeting:{meeting}", {"attendance": periods})
    return meeting


def _require_strikable(row: Any, voted: Mapping[int, datetime], *path: str) -> None:
    if row is None:
        raise Conflict("This participant was not marked present in this meeting.", *path)
    if row.participant_id in voted and voted[row.participant_id] >= row.present_from:
        raise Conflict(
            "This participant has voted since it was marked, and only those present vote: leave it out. "
            "If the chair entered its vote by mistake, strike that first.",
            *path,
        )


def _last_attendance(session: Session, meeting: int, chosen: Iterable[int]) -> dict[int, Any]:
    """The last attendance of each of these participants."""
    found = select(attendance).where(attendance.c.meeting_id == meeting, attendance.c.participant_id.in_(chosen))
    ordered = found.order_by(attendance.c.present_from, attendance.c.id)
    return {row.participant_id: row for row in session.execute(ordered)}


def _last_votes(session: Session, meeting: int, chosen: Iterable[int]) -> dict[int, datetime]:
    """When each of these participants last voted in the meeting, on a decision that was not withdrawn."""
    found = (
        select(ballots.c.participant_id, func.max(ballots.c.cast_at).label("at"))
        .join(decisions, decisions.c.id == ballots.c.decision_id)
        .where(decisions.c.meeting_id == meeting, decisions.c.voted_in_meeting.is_(True))
        .where(decisions.c.stage != DecisionStage.WITHDRAWN.name, ballots.c.participant_id.in_(chosen))
        .group_by(ballots.c.participant_id)
    )
    return {row.participant_id: row.at for row in session.execute(found)}
