"""Who is present in a meeting, from when until when: D4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from core import Conflict, Invalid, Mistakes, Session, Write, WrongStatus, new_id
from plugins.voting.enums import DecisionStage, MeetingStatus
from plugins.voting.rules.bodies import chosen_parties
from plugins.voting.rules.deadlines import latest_end, may_continue
from plugins.voting.rules.meeting_rows import lock_for_committee
from plugins.voting.tables import attendance, ballots, decisions
from schema import in_seconds

MOST_MARKED = 250


def record_attendance(write: Write, meeting: int, participants: Sequence[int], present: bool) -> int:
    """(D4) Mark who is present from now on, or has left; who comes back is marked anew.

    For the Committee or the secretariat, in an open meeting; nobody is present in one any more that may not go on.
    Raises NotAllowed, WrongStatus, NotFound, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.OPEN)
    if present and not may_continue(write.now, row.last_day, row.time_zone):
        raise WrongStatus(
            f"Nobody is present in this meeting any more: its last day was {row.last_day}. Close it.", "meeting"
        )
    chosen = list(dict.fromkeys(participants))
    if not 0 < len(chosen) <= MOST_MARKED:
        raise Invalid(f"Mark 1 to {MOST_MARKED} participants at once.", "participants")
    chosen_parties(write.session, participants, write.today, "participants")
    known = set(write.session.execute(select(attendance.c.participant_id).where(*_here(meeting))).scalars())
    moved = [participant for participant in chosen if (participant in known) is not present]
    if not moved:
        marked = "all of them are marked present already" if present else "none of them is marked present"
        raise Invalid(f"This would change nothing: {marked}.", "participants")
    if present:
        here = {"meeting_id": meeting, "present_from": write.now}
        write.session.execute(insert(attendance), [{"id": new_id(), "participant_id": one, **here} for one in moved])
    else:
        end_attendance(write, row, attendance.c.participant_id.in_(moved))
    facts = {"participants": [f"Participant:{one}" for one in moved], "present": present}
    write.record("meeting.attendance_recorded", f"Meeting:{meeting}", facts)
    return meeting


def end_attendance(write: Write, meeting: Any, *whose: ColumnElement[bool]) -> None:
    """(D4) Let those who are present, or some of them, be so until now, and no longer than the meeting may go on."""
    until = min(write.now, latest_end(meeting.last_day, meeting.time_zone))
    write.session.execute(update(attendance).where(*_here(meeting.id), *whose).values(present_until=until))


def _here(meeting: int) -> tuple[ColumnElement[bool], ...]:
    """Who is present in a meeting now."""
    return attendance.c.meeting_id == meeting, attendance.c.present_until.is_(None)


def present_at(session: Session, meeting: Any, moment: datetime) -> set[int]:
    """(D2, D4) The participants that are marked present in a meeting at a moment: nobody once it may not go on."""
    if not may_continue(moment, meeting.last_day, meeting.time_zone):
        return set()
    stayed = or_(attendance.c.present_until.is_(None), attendance.c.present_until > moment)
    marked = select(attendance.c.participant_id).where(attendance.c.meeting_id == meeting.id, stayed)
    return set(session.execute(marked.where(attendance.c.present_from <= moment)).scalars())


def strike_attendance(write: Write, meeting: int, participants: Sequence[int]) -> int:
    """(D4) Take out what participants were marked present with last, where they were not there.

    A vote that was closed meanwhile keeps its count. For the Committee or the secretariat, in an open meeting. Raises
    NotAllowed, WrongStatus, Conflict where none was marked or has voted since, Invalid.
    """
    lock_for_committee(write, meeting, MeetingStatus.OPEN)
    chosen = list(dict.fromkeys(participants))
    if not 0 < len(chosen) <= MOST_MARKED:
        raise Invalid(f"Name 1 to {MOST_MARKED} participants whose attendance is to be struck.", "participants")
    marked = _marked_last(write.session, meeting, chosen)
    voted = _voted_last(write.session, meeting, chosen)
    with Mistakes() as check:
        for place, participant in enumerate(participants):
            check(_require_mistaken, marked.get(participant), voted, "participants", str(place))
    struck = [marked[participant] for participant in chosen]
    write.session.execute(delete(attendance).where(attendance.c.id.in_([row.id for row in struck])))
    told = [
        {"participant": f"Participant:{row.participant_id}", "presentFrom": in_seconds(row.present_from)}
        for row in struck
    ]
    write.record("meeting.attendance_struck", f"Meeting:{meeting}", {"attendance": told})
    return meeting


def _require_mistaken(row: Any, voted: Mapping[int, datetime], *path: str) -> None:
    if row is None:
        raise Conflict("This participant is not marked in this meeting.", *path)
    if row.participant_id in voted and voted[row.participant_id] >= row.present_from:
        raise Conflict(
            "This participant has voted since it was marked, and only who is present votes: leave it. A voice that the "
            "chair entered for it by mistake is struck first.",
            *path,
        )


def _marked_last(session: Session, meeting: int, chosen: Iterable[int]) -> dict[int, Any]:
    """The last attendance of each of these participants."""
    found = select(attendance).where(attendance.c.meeting_id == meeting, attendance.c.participant_id.in_(chosen))
    ordered = found.order_by(attendance.c.present_from, attendance.c.id)
    return {row.participant_id: row for row in session.execute(ordered)}


def _voted_last(session: Session, meeting: int, chosen: Iterable[int]) -> dict[int, datetime]:
    """When participants last voted in a vote in the meeting that was not withdrawn."""
    found = (
        select(ballots.c.participant_id, func.max(ballots.c.cast_at).label("at"))
        .join(decisions, decisions.c.id == ballots.c.decision_id)
        .where(decisions.c.meeting_id == meeting, decisions.c.voted_in_meeting.is_(True))
        .where(decisions.c.stage != DecisionStage.WITHDRAWN.name, ballots.c.participant_id.in_(chosen))
        .group_by(ballots.c.participant_id)
    )
    return {row.participant_id: row.at for row in session.execute(found)}
