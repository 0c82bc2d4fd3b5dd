"""The row of a decision: locked, checked, moved to another stage, and described for the journal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from core import COMMITTEE_OR_SECRETARIAT, NotFound, Prepared, Session, Write
from plugins.voting.enums import DecisionBody, DecisionStage, MeetingKind, MeetingStatus
from plugins.voting.rules import transitions
from plugins.voting.rules.bodies import belongs_to
from plugins.voting.rules.days import may_continue
from plugins.voting.rules.notices import clear_notifications
from plugins.voting.tables import decisions, meetings

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


def require_proposer_or_committee(write: Write, row: Any) -> None:
    """(D1) Raises NotAllowed unless the viewer belongs to the Committee or the secretariat, or proposed the decision.

    A proposer that no longer decides for its body takes no further step with it.
    """
    if not _proposed_and_decides(write, row):
        write.viewer.require(*COMMITTEE_OR_SECRETARIAT)


def _proposed_and_decides(write: Write, row: Any) -> bool:
    """Whether the viewer speaks for the proposer of a decision, which is still one of those that decide on it."""
    proposer = row.participant_id
    if proposer is None or not write.viewer.speaks_for(proposer):
        return False
    return belongs_to(write.session, DecisionBody[row.body], proposer, write.today)


def open_meeting_of(write: Write, row: Any) -> Any:
    """The meeting in which the decision is taken, or None if none is open now that takes it."""
    if row.meeting_id is None:
        return None
    meeting = meeting_of(write.session, row.meeting_id)
    if meeting.status != MeetingStatus.OPEN.name or not may_decide_in(meeting, DecisionBody[row.body]):
        return None
    return meeting if may_continue(write.now, meeting) else None


def may_decide_in(meeting: Any, body: DecisionBody) -> bool:
    """Whether a body can decide in a meeting of this kind: the Network does not in a meeting of its Committee."""
    return body is DecisionBody.EXECUTIVE_COMMITTEE or meeting.kind != MeetingKind.EXECUTIVE_COMMITTEE.name


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


def decision_facts(row: Any) -> dict[str, Any]:
    """The content of a decision, for the journal."""
    language = row.original_language
    return {
        "reference": f"{row.year}/{row.number}",
        "body": row.body,
        "language": language,
        "title": row.title[language],
        "text": row.text[language],
        "meeting": None if row.meeting_id is None else f"Meeting:{row.meeting_id}",
        "proposedBy": None if row.participant_id is None else f"Participant:{row.participant_id}",
    }
