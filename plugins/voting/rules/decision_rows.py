"""The row of a decision: locked, checked and moved; its consensus is closed once its time has passed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from core import COMMITTEE_OR_SECRETARIAT, NotFound, Prepared, Session, Write
from plugins.voting.enums import DecisionBody, DecisionMethod, DecisionStage, MeetingKind, MeetingStatus
from plugins.voting.rules import transitions
from plugins.voting.rules.deadlines import latest_end, may_continue
from plugins.voting.rules.notices import clear_notifications
from plugins.voting.rules.objectors import anybody_may_object
from plugins.voting.tables import decisions, meetings, objections
from schema import in_seconds

_LOCK = Prepared(select(decisions).where(decisions.c.id == bindparam("decision")).with_for_update())
_LOCK_MEETING = Prepared(select(meetings.c.id).where(meetings.c.id == bindparam("meeting")).with_for_update())
_MEETING = Prepared(select(meetings).where(meetings.c.id == bindparam("meeting")))


def lock_decision(write: Write, decision: int, statement: Prepared = _LOCK, **parameters: Any) -> Any:
    """The decision, locked with its meeting until this transaction ends; always in this order. Raises NotFound.

    statement: selects and locks it, if other columns are wanted than all of its own; parameters: those it takes.
    """
    row = statement.first(write.session, decision=decision, **parameters)
    if row is None:
        raise NotFound("There is no such decision.", "decision")
    if row.meeting_id is not None:
        _LOCK_MEETING.all(write.session, meeting=row.meeting_id)
    return row


def lock_up_to_date(write: Write, decision: int) -> Any:
    """The decision, locked until this transaction ends, its consensus closed if its time has passed."""
    row = lock_decision(write, decision)
    if is_due(row, write.now):
        end_consensus(write, row, row.consensus_until)
        row = lock_decision(write, decision)
    return row


def is_due(row: Any, now: datetime) -> bool:
    """(D2) Whether consensus is sought and its time has passed."""
    return bool(row.stage == DecisionStage.CONSENSUS.name and row.consensus_until <= now)


def require_proposer_or_committee(write: Write, row: Any) -> None:
    """Raises NotAllowed unless the viewer proposed the decision, or belongs to the Committee or the secretariat."""
    if row.participant_id is None or not write.viewer.speaks_for(row.participant_id):
        write.viewer.require(*COMMITTEE_OR_SECRETARIAT)


def in_open_meeting(write: Write, row: Any) -> bool:
    """(D2) Whether the decision is taken in a meeting that is open now."""
    return open_meeting_of(write, row) is not None


def sought_in_open_meeting(write: Write, row: Any) -> bool:
    """(D2) Whether consensus is sought of those present in a meeting that nobody has closed, and not by silence."""
    return not row.by_silence and meeting_of(write.session, row.meeting_id).status == MeetingStatus.OPEN.name


def open_meeting_of(write: Write, row: Any) -> Any:
    """The meeting in which the decision is taken, or None if none is open now that takes it."""
    if row.meeting_id is None:
        return None
    meeting = meeting_of(write.session, row.meeting_id)
    if meeting.status != MeetingStatus.OPEN.name or not may_decide_in(meeting, DecisionBody[row.body]):
        return None
    return meeting if may_continue(write.now, meeting.last_day, meeting.time_zone) else None


def may_decide_in(meeting: Any, body: DecisionBody) -> bool:
    """Whether a body can decide in a meeting of this kind: the Network does not in a meeting of its Committee."""
    return body is DecisionBody.EXECUTIVE_COMMITTEE or meeting.kind != MeetingKind.EXECUTIVE_COMMITTEE.name


def end_of_vote(session: Session, row: Any) -> datetime | None:
    """(D4) The moment after which nobody casts: in a meeting its latest end, by correspondence the deadline, if any."""
    if not row.voted_in_meeting:
        until: datetime | None = row.voting_until
        return until
    meeting = meeting_of(session, row.meeting_id)
    return latest_end(meeting.last_day, meeting.time_zone)


def meeting_of(session: Session, meeting: int) -> Any:
    """The meeting of a decision, as it stands. Raises NotFound."""
    row = _MEETING.first(session, meeting=meeting)
    if row is None:
        raise NotFound("There is no such meeting.", "meeting")
    return row


def change_stage(write: Write, row: Any, to: DecisionStage, **columns: Any) -> None:
    """(D1) Move a decision to another stage, with further columns; notifications about its former stage are cleared.

    Raises WrongStage.
    """
    transitions.require_move(DecisionStage[row.stage], to)
    clear_notifications(write, row)
    write.session.execute(update(decisions).where(decisions.c.id == row.id).values(stage=to.name, **columns))


def end_consensus(write: Write, row: Any, at: datetime) -> None:
    """(D2) End the consensus on a decision as of a moment.

    It is adopted; or contested if an objection stands, or if nobody could object: on that day or, in a meeting, among
    those present at that moment.
    """
    count = select(func.count()).select_from(objections)
    standing = count.where(objections.c.decision_id == row.id, objections.c.withdrawn_at.is_(None))
    objecting: int = write.session.execute(standing).scalar_one()
    meeting = None if row.by_silence else meeting_of(write.session, row.meeting_id)
    may_object = anybody_may_object(write.session, DecisionBody[row.body], at, meeting)
    outcome = transitions.outcome_of_consensus(objecting, may_object)
    adopted = outcome is DecisionStage.ADOPTED
    columns = {"method": DecisionMethod.CONSENSUS.name, "decided_at": at} if adopted else {}
    change_stage(write, row, outcome, **columns)
    facts: dict[str, Any] = {"outcome": outcome.name, "objections": objecting, "closedAt": in_seconds(at)}
    if not may_object:
        facts["nobodyToObject"] = True
    write.record("decision.consensus_closed", f"Decision:{row.id}", facts)
