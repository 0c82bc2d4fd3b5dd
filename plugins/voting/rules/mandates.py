"""(Operational Mechanisms) The decisions that carry an appointment, and when they were adopted: C1 to C3."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core import Write
from plugins.voting.enums import DecisionBody, DecisionMethod, DecisionStage, MeetingKind
from plugins.voting.errors import NoMandate
from plugins.voting.rules.bodies import committee_on
from plugins.voting.rules.days import OF_THE_NETWORK, day_in_zone, latest_end, may_continue
from plugins.voting.rules.decision_rows import lock_decision
from plugins.voting.tables import decisions, meetings


def lock_mandate(write: Write, decision: int, body: DecisionBody) -> Any:
    """(C1, C2) The decision that appoints, locked until this transaction ends. Raises NotFound, NoMandate."""
    row = lock_decision(write, decision)
    if row.stage != DecisionStage.ADOPTED.name or row.body != body.name:
        found = f"this one is a decision of the {row.body} that is {row.stage}"
        raise NoMandate(f"This takes a decision of the {body.name} that is ADOPTED; {found}.", "decision")
    return row


def day_of_adoption_in_meeting(write: Write, row: Any) -> date:
    """(C1, D2) The day in UTC, or in the meeting's zone if that is earlier. row: the decision. Raises NoMandate."""
    meeting = write.session.execute(select(meetings).where(meetings.c.id == row.meeting_id)).one_or_none()
    if meeting is not None and _was_decided_by_those_present(row):
        adopted_at = _moment_of_adoption(row, meeting)
        if (
            may_continue(adopted_at, meeting)
            and MeetingKind[meeting.kind] in OF_THE_NETWORK
            and meeting.opened_at is not None
            and meeting.opened_at <= adopted_at
            and (meeting.closed_at is None or adopted_at <= meeting.closed_at)
        ):
            return min(adopted_at.date(), day_in_zone(meeting.time_zone, adopted_at))
    raise NoMandate(
        "The Executive Committee is appointed by a decision adopted in an annual or extraordinary meeting, by those "
        "present and not by silence.",
        "decision",
    )


def require_not_superseded(write: Write, row: Any) -> None:
    """(C3) Raises NoMandate if the committee in office was appointed by a decision adopted later. row: the decision."""
    committee = committee_on(write.session, write.today)
    if committee is None:
        return
    appointing = write.session.execute(select(decisions).where(decisions.c.id == committee.decision_id)).one()
    if row.decided_at < appointing.decided_at:
        raise NoMandate(
            f"The Executive Committee in office was appointed by {appointing.year}/{appointing.number}, which was "
            "adopted later: to appoint another one, have the Network adopt another decision (proposeDecision).",
            "decision",
        )


def _was_decided_by_those_present(row: Any) -> bool:
    """(C1, D2) Whether a consensus or a vote was one of those present; a silence is not, though a meeting be open."""
    by_consensus = row.method == DecisionMethod.CONSENSUS.name and not row.by_silence
    return bool(by_consensus or row.voted_in_meeting)


def _moment_of_adoption(row: Any, meeting: Any) -> datetime:
    """When a decision was adopted; a vote closed late was once dated to its close, not to when its time ran out."""
    adopted_at: datetime = row.decided_at
    if row.voted_in_meeting and may_continue(row.voting_opened_at, meeting):
        return min(adopted_at, latest_end(meeting))
    return adopted_at
