"""Consensus is sought of those who may object, and closed: D2."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from core import COMMITTEE_OR_SECRETARIAT, Role, Session, Write
from plugins.voting.enums import DecisionBody, DecisionMethod, DecisionStage, MeetingStatus
from plugins.voting.errors import ConsensusNotDue, ConsensusTooLong, ConsensusTooShort, NoElectorate
from plugins.voting.rules.assignments import release
from plugins.voting.rules.attendance import present_at
from plugins.voting.rules.bodies import committee_on, electorate, require_deciding, with_focal_point
from plugins.voting.rules.days import latest_end, require_within_a_year
from plugins.voting.rules.decision_rows import (
    change_stage,
    decision_facts,
    lock_decision,
    meeting_of,
    open_meeting_of,
    require_proposer_or_committee,
)
from plugins.voting.rules.notices import notify_participants
from plugins.voting.rules.transitions import require_stage
from plugins.voting.tables import decisions, objections
from schema import in_seconds


def seek_consensus(write: Write, decision: int, until: datetime) -> int:
    """(D2) Seek consensus of the members until a moment; from now on the decision and its text are public.

    For its proposer, the Committee or the secretariat. If it lasts less than the silence procedure, in an open meeting,
    it is not for the proposer, requires the presence of somebody who may object, and ends within the meeting; members
    that are absent may object too. The Committee is asked within its mandate.

    Raises NotAllowed, WrongStage, ConsensusTooShort, ConsensusTooLong, NoElectorate, Invalid.
    """
    write.viewer.require(Role.FOCAL_POINT, *COMMITTEE_OR_SECRETARIAT)
    row = lock_up_to_date(write, decision)
    require_proposer_or_committee(write, row)
    require_stage(row, DecisionStage.DRAFT)
    require_within_a_year(write.now, until)
    by_silence = _lasts_the_silence_procedure(write, until)
    meeting = None if by_silence else _require_open_meeting(write, row, until)
    _require_somebody_to_object(write, DecisionBody[row.body], until, meeting)
    sought = {"consensus_opened_at": write.now, "consensus_until": until, "by_silence": by_silence}
    change_stage(write, row, DecisionStage.CONSENSUS, **sought)
    facts = {**decision_facts(row), "translations": _translation_facts(row), "until": in_seconds(until)}
    write.record("decision.consensus_sought", f"Decision:{decision}", facts)
    if by_silence:
        notify_participants(write, lock_decision(write, decision))
    return decision


def _lasts_the_silence_procedure(write: Write, until: datetime) -> bool:
    """(D2) Whether a consensus sought now lasts at least as long as the silence procedure."""
    return until >= write.now + timedelta(hours=write.settings.silence_hours)


def _require_open_meeting(write: Write, row: Any, until: datetime) -> Any:
    """(D2) The open meeting in which consensus on a decision is sought for less than the silence procedure.

    Raises ConsensusTooShort, NotAllowed, ConsensusTooLong.
    """
    if until <= write.now:
        raise ConsensusTooShort("A consensus closes in the future: give a later moment.", "until")
    meeting = open_meeting_of(write, row)
    if meeting is None:
        hours = write.settings.silence_hours
        raise ConsensusTooShort(
            f"Outside a meeting the silence procedure takes at least {hours} hours: until "
            f"{in_seconds(write.now + timedelta(hours=hours))} or later.",
            "until",
        )
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    if until > latest_end(meeting):
        raise ConsensusTooLong(
            f"This meeting may continue until {in_seconds(latest_end(meeting))}, and a consensus sought in it ends "
            "with it: give that moment or an earlier one.",
            "until",
        )
    return meeting


def _require_somebody_to_object(write: Write, body: DecisionBody, until: datetime, meeting: Any) -> None:
    """(D2) Raises NoElectorate if nobody could object, ConsensusTooLong if nobody could until its end.

    meeting: the open one in which it is sought, where one of them must be present; None if silence is what adopts.
    """
    _, objectors = require_deciding(write.session, body, write.today, "object")
    if meeting is not None and objectors.isdisjoint(present_at(write.session, meeting, write.now)):
        raise NoElectorate(
            "Nobody who could object is present in this meeting: mark who is present first (recordAttendance).",
            "decision",
        )
    if body is DecisionBody.EXECUTIVE_COMMITTEE and committee_on(write.session, until.date()) is None:
        raise _beyond_mandate(write, committee_on(write.session, write.today).until)


def _beyond_mandate(write: Write, mandate_until: date) -> ConsensusTooLong:
    """(D2) The refusal of a consensus that would close after the mandate of those asked."""
    last = datetime.combine(mandate_until, time(), UTC) - timedelta(seconds=1)
    way_out = f"until {in_seconds(last)} at the latest."
    if not _lasts_the_silence_procedure(write, last):
        way_out = "seek it in an open meeting, or once another committee is in office."
    return ConsensusTooLong(
        f"The mandate of the Executive Committee, which alone may object, ends before that: {way_out}", "until"
    )


def close_consensus(write: Write, decision: int) -> int:
    """(D2) Close a consensus as of its deadline once that has passed, or at any time in the open meeting that seeks it.

    Anyone who was given a deadline by mail keeps it, even in a meeting.
    For the Committee or the secretariat. Raises NotAllowed, WrongStage, ConsensusNotDue.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = lock_decision(write, decision)
    require_stage(row, DecisionStage.CONSENSUS)
    if write.now < row.consensus_until and not _sought_in_open_meeting(write, row):
        raise ConsensusNotDue(
            f"Members have until {in_seconds(row.consensus_until)} to object: close it then. Only a consensus sought "
            "in an open meeting for less than the silence procedure can be closed there at any time.",
            "decision",
        )
    end_consensus(write, row, min(write.now, row.consensus_until))
    return decision


def _sought_in_open_meeting(write: Write, row: Any) -> bool:
    """(D2) Whether consensus is sought of those present in a meeting that nobody has closed, and not by silence."""
    return not row.by_silence and meeting_of(write.session, row.meeting_id).status == MeetingStatus.OPEN.name


def decisions_due(session: Session, now: datetime) -> list[int]:
    """(D2) The decisions whose consensus is due to be closed, oldest first."""
    return list(
        session.execute(
            select(decisions.c.id)
            .where(decisions.c.stage == DecisionStage.CONSENSUS.name, decisions.c.consensus_until <= now)
            .order_by(decisions.c.consensus_until, decisions.c.id)
        ).scalars()
    )


def close_if_due(write: Write, decision: int) -> None:
    """(D2) Close a consensus as of its deadline, if that has passed."""
    lock_up_to_date(write, decision)


def lock_up_to_date(write: Write, decision: int) -> Any:
    """The decision, locked until this transaction ends, its consensus closed if its time has passed."""
    row = lock_decision(write, decision)
    if row.stage == DecisionStage.CONSENSUS.name and row.consensus_until <= write.now:
        end_consensus(write, row, row.consensus_until)
        row = lock_decision(write, decision)
    return row


def end_consensus(write: Write, row: Any, at: datetime) -> None:
    """(D2) End the consensus on a decision as of a moment.

    It is adopted, by silence in no meeting; or contested if an objection stands, or if nobody could object: on that day
    or, in a meeting, among those present at that moment.
    """
    count = select(func.count()).select_from(objections)
    standing = count.where(objections.c.decision_id == row.id, objections.c.withdrawn_at.is_(None))
    objecting: int = write.session.execute(standing).scalar_one()
    may_object = anybody_may_object(write.session, row, at)
    adopted = may_object and not objecting
    outcome = DecisionStage.ADOPTED if adopted else DecisionStage.CONTESTED
    columns = {"method": DecisionMethod.CONSENSUS.name, "decided_at": at} if adopted else {}
    if adopted and row.by_silence:
        release(write, row)
    change_stage(write, row, outcome, **columns)
    facts: dict[str, Any] = {"outcome": outcome.name, "objections": objecting, "closedAt": in_seconds(at)}
    if not may_object:
        facts["nobodyToObject"] = True
    write.record("decision.consensus_closed", f"Decision:{row.id}", facts)


def anybody_may_object(session: Session, row: Any, at: datetime) -> bool:
    """(D2) Whether anybody could object at a moment: if it was not sought by silence, among those present."""
    meeting = None if row.by_silence else meeting_of(session, row.meeting_id)
    objectors = with_focal_point(session, electorate(session, DecisionBody[row.body], at.date()), at.date())
    return bool(objectors if meeting is None else objectors & present_at(session, meeting, at))


def _translation_facts(row: Any) -> dict[str, dict[str, str]]:
    """The content of a decision in languages other than the original, by their codes, for the journal."""
    others = sorted(row.title.keys() - {row.original_language})
    return {language: {"title": row.title[language], "text": row.text[language]} for language in others}
