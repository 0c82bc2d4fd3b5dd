"""The life of a decision from its proposal to consensus: D1, D2."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update

from core import COMMITTEE_OR_SECRETARIAT, Invalid, Mistakes, Role, Session, Write, new_id, one_line, worded
from plugins.voting.enums import DecisionBody, DecisionStage, MeetingStatus
from plugins.voting.errors import NotEligible
from plugins.voting.lengths import REASON, TEXT, TITLE
from plugins.voting.rules import deadlines, transitions
from plugins.voting.rules.bodies import belongs_to
from plugins.voting.rules.deadlines import latest_end
from plugins.voting.rules.decision_rows import (
    change_stage,
    end_consensus,
    lock_decision,
    lock_up_to_date,
    may_decide_in,
    meeting_of,
    open_meeting_of,
    require_proposer_or_committee,
    sought_in_open_meeting,
)
from plugins.voting.rules.notices import notify_of_withdrawal, notify_participants
from plugins.voting.rules.objectors import require_somebody_to_object
from plugins.voting.tables import counters, decisions
from schema import in_seconds


def propose_decision(
    write: Write,
    body: DecisionBody,
    language: str,
    title: str,
    wording: str,
    meeting: int | None = None,
    proposed_by: int | None = None,
) -> int:
    """(D1) Propose a decision, as a draft with the next reference of the year; returns it.

    For a member itself, or for the Committee and the secretariat. Raises NotAllowed, NotEligible, NotFound, Invalid.
    """
    proposed_by = _require_proposer(write, body, proposed_by)
    with Mistakes() as check:
        title = check(one_line, title, TITLE, "title", "title")
        wording = check(worded, wording, TEXT, "text", "text")
    if meeting is not None:
        _require_meeting(write, meeting, body)
    year, number = write.today.year, _next_number(write.session, write.today.year)
    decision = new_id()
    write.session.execute(
        insert(decisions).values(
            id=decision,
            year=year,
            number=number,
            title={language: title},
            text={language: wording},
            original_language=language,
            body=body.name,
            stage=DecisionStage.DRAFT.name,
            meeting_id=meeting,
            participant_id=proposed_by,
            proposed_at=write.now,
            voted_in_meeting=False,
        )
    )
    write.record(
        "decision.proposed", f"Decision:{decision}", _decision_facts(lock_decision(write, decision)), public=False
    )
    return decision


def _require_proposer(write: Write, body: DecisionBody, proposed_by: int | None) -> int | None:
    """The participant that proposes: one that decides there; None if the Committee or the secretariat does.

    Raises NotAllowed, NotEligible.
    """
    viewer = write.viewer
    if proposed_by is None and not viewer.has(*COMMITTEE_OR_SECRETARIAT):
        viewer.require(Role.FOCAL_POINT)
        proposed_by = viewer.participant
    if proposed_by is None:
        return None
    viewer.require_voice(proposed_by, "proposedBy")
    if not belongs_to(write.session, body, proposed_by, write.today):
        raise NotEligible(f"A decision of the {body.name} is proposed by one of those that decide in it.", "proposedBy")
    return proposed_by


def _require_meeting(write: Write, meeting: int, body: DecisionBody) -> None:
    """Raises NotFound, Invalid unless the body can still decide in a meeting."""
    row = meeting_of(write.session, meeting)
    if row.status in (MeetingStatus.CLOSED.name, MeetingStatus.CANCELLED.name):
        raise Invalid(f"This meeting is {row.status}: choose another, or none.", "meeting")
    if not may_decide_in(row, body):
        raise Invalid("The Network does not decide in meetings of its Committee: choose another, or none.", "meeting")


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
    transitions.require_stage(row, DecisionStage.DRAFT)
    deadlines.require_within_a_year(write.now, until)
    by_silence = deadlines.lasts_the_silence_procedure(write.now, until, write.settings.silence_hours)
    meeting: Any = None
    if not by_silence:
        meeting = open_meeting_of(write, row)
        deadlines.require_consensus_period(write.now, until, write.settings.silence_hours, meeting is not None)
        write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
        deadlines.require_end_in_meeting(until, latest_end(meeting.last_day, meeting.time_zone))
    require_somebody_to_object(write, DecisionBody[row.body], until, meeting)
    sought = {"consensus_opened_at": write.now, "consensus_until": until, "by_silence": by_silence}
    change_stage(write, row, DecisionStage.CONSENSUS, **sought)
    facts = {**_decision_facts(row), "translations": _translation_facts(row), "until": in_seconds(until)}
    write.record("decision.consensus_sought", f"Decision:{decision}", facts)
    if by_silence:
        notify_participants(write, lock_decision(write, decision))
    return decision


def close_consensus(write: Write, decision: int) -> int:
    """(D2) Close a consensus as of its deadline once that has passed, or at any time in the open meeting that seeks it.

    Anyone who was given a deadline by mail keeps it, even in a meeting.
    For the Committee or the secretariat. Raises NotAllowed, WrongStage, ConsensusNotDue.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = lock_decision(write, decision)
    transitions.require_stage(row, DecisionStage.CONSENSUS)
    deadlines.require_consensus_due(write.now, row.consensus_until, sought_in_open_meeting(write, row))
    end_consensus(write, row, min(write.now, row.consensus_until))
    return decision


def withdraw_decision(write: Write, decision: int, reason: str) -> int:
    """(D1) Withdraw a decision before it is taken; those notified of it by mail are notified of the withdrawal.

    Ballots of an open vote are never shown. For its proposer, the Committee or the secretariat. Raises NotAllowed,
    WrongStage, Invalid.
    """
    write.viewer.require(Role.FOCAL_POINT, *COMMITTEE_OR_SECRETARIAT)
    row = lock_up_to_date(write, decision)
    require_proposer_or_committee(write, row)
    reason = worded(reason, REASON, "reason", "reason")
    change_stage(write, row, DecisionStage.WITHDRAWN, withdrawal_reason=reason)
    notify_of_withdrawal(write, row, reason)
    facts = {"reason": reason, "from": row.stage}
    write.record("decision.withdrawn", f"Decision:{decision}", facts, public=row.stage != DecisionStage.DRAFT.name)
    return decision


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


def _decision_facts(row: Any) -> dict[str, Any]:
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


def _next_number(session: Session, year: int) -> int:
    """The next number of the year; the row of the year is locked, so no two proposals get the same one."""
    known = text("INSERT INTO voting_counters (year, last) VALUES (:year, 0) ON CONFLICT DO NOTHING")
    session.execute(known, {"year": year})
    session.execute(update(counters).where(counters.c.year == year).values(last=counters.c.last + 1))
    number: int = session.execute(select(counters.c.last).where(counters.c.year == year)).scalar_one()
    return number


def _translation_facts(row: Any) -> dict[str, dict[str, str]]:
    """The content of a decision in languages other than the original, by their codes, for the journal."""
    others = sorted(row.title.keys() - {row.original_language})
    return {language: {"title": row.title[language], "text": row.text[language]} for language in others}
