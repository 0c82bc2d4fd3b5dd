"""Attendance that was marked by mistake is struck, unless what was decided needs it: D2, D4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from core import Conflict, Mistakes, Session, Write
from plugins.voting.enums import DecisionMethod, DecisionStage, MeetingStatus
from plugins.voting.rules.attendance import each_once
from plugins.voting.rules.consensus import anybody_may_object
from plugins.voting.rules.meeting_rows import lock_for_committee
from plugins.voting.tables import attendance, ballots, decisions
from schema import in_seconds


def strike_attendance(write: Write, meeting: int, participants: Sequence[int]) -> int:
    """(D2, D4) Remove the last attendance of participants that were marked present by mistake.

    A vote closed since then keeps its count. For the Committee or the secretariat, in an open meeting. Raises
    NotAllowed, WrongStatus, Invalid, and Conflict if a participant was not marked or has voted since, or if nobody else
    could object to what was adopted by consensus.
    """
    lock_for_committee(write, meeting, MeetingStatus.OPEN)
    chosen = each_once(participants)
    marked = _last_attendance(write.session, meeting, chosen)
    voted = _last_votes(write.session, meeting, chosen)
    with Mistakes() as check:
        for place, participant in enumerate(participants):
            check(_require_strikable, marked.get(participant), voted, "participants", str(place))
    struck = [marked[participant] for participant in chosen]
    adopted = _adopted_by_those_present(write.session, meeting)
    write.session.execute(delete(attendance).where(attendance.c.id.in_([row.id for row in struck])))
    _require_objectors(write.session, adopted)
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


def _adopted_by_those_present(session: Session, meeting: int) -> list[Any]:
    """(D2) The decisions adopted by consensus in a meeting while somebody present could object."""
    by_consensus = (
        decisions.c.meeting_id == meeting,
        decisions.c.method == DecisionMethod.CONSENSUS.name,
        decisions.c.by_silence.is_(False),
    )
    adopted = session.execute(select(decisions).where(*by_consensus).order_by(decisions.c.year, decisions.c.number))
    return [row for row in adopted.all() if anybody_may_object(session, row, row.decided_at)]


def _require_objectors(session: Session, adopted: Iterable[Any]) -> None:
    """(D2) Raises Conflict if nobody present could object any more to one of these decisions as it was adopted."""
    for row in adopted:
        if not anybody_may_object(session, row, row.decided_at):
            raise Conflict(
                f"{row.year}/{row.number} was adopted by consensus while nobody else was present who could object: "
                "leave out at least one of those who could.",
                "participants",
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
