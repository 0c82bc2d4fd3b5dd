"""Decisions are proposed, withdrawn and translated: D1, P6."""

from __future__ import annotations

from sqlalchemy import insert, select, text, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Invalid,
    Mistakes,
    Role,
    Session,
    Write,
    new_id,
    one_line,
    require_change,
    translated,
    worded,
)
from plugins.voting.enums import DecisionBody, DecisionStage, MeetingStatus
from plugins.voting.errors import NotEligible
from plugins.voting.lengths import REASON, TEXT, TITLE
from plugins.voting.rules.ballots import require_voting_open
from plugins.voting.rules.bodies import belongs_to
from plugins.voting.rules.consensus import lock_up_to_date
from plugins.voting.rules.decision_rows import (
    change_stage,
    decision_facts,
    lock_decision,
    may_decide_in,
    meeting_of,
    require_proposer_or_committee,
)
from plugins.voting.rules.notices import notify_of_withdrawal
from plugins.voting.tables import counters, decisions


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
        "decision.proposed", f"Decision:{decision}", decision_facts(lock_decision(write, decision)), public=False
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


def withdraw_decision(write: Write, decision: int, reason: str) -> int:
    """(D1) Withdraw a decision before it is taken; those notified of it by mail are notified of the withdrawal.

    Ballots of an open vote are never shown; once its time has passed, it has to be closed. For the proposer of the
    decision, the Committee or the secretariat. Raises NotAllowed, WrongStage, VoteOver, Invalid.
    """
    write.viewer.require(Role.FOCAL_POINT, *COMMITTEE_OR_SECRETARIAT)
    row = lock_up_to_date(write, decision)
    require_proposer_or_committee(write, row)
    if row.stage == DecisionStage.VOTING.name:
        require_voting_open(write, row)
    reason = worded(reason, REASON, "reason", "reason")
    change_stage(write, row, DecisionStage.WITHDRAWN, withdrawal_reason=reason)
    notify_of_withdrawal(write, row, reason)
    facts = {"reason": reason, "from": row.stage}
    write.record("decision.withdrawn", f"Decision:{decision}", facts, public=row.stage != DecisionStage.DRAFT.name)
    return decision


def translate_decision(write: Write, decision: int, language: str, title: str, wording: str) -> int:
    """(P6) Translate a decision, or correct a translation, at any stage: what is decided is the original.

    For the Committee or the secretariat; a draft also for its proposer. Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    write.viewer.require(Role.FOCAL_POINT, *COMMITTEE_OR_SECRETARIAT)
    row = lock_up_to_date(write, decision)
    draft = row.stage == DecisionStage.DRAFT.name
    if draft:
        require_proposer_or_committee(write, row)
    else:
        write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    with Mistakes() as check:
        title = check(one_line, title, TITLE, "title", "title")
        wording = check(worded, wording, TEXT, "text", "text")
    changes = translated(row, language, "language", title=title, text=wording)
    require_change(changes, "text")
    write.session.execute(update(decisions).where(decisions.c.id == decision).values(**changes))
    facts = {"language": language, **{name: texts.get(language) for name, texts in changes.items()}}
    write.record("decision.translated", f"Decision:{decision}", facts, public=row.consensus_opened_at is not None)
    return decision


def _next_number(session: Session, year: int) -> int:
    """The next number of the year; the row of the year is locked, so no two proposals get the same one."""
    known = text("INSERT INTO voting_counters (year, last) VALUES (:year, 0) ON CONFLICT DO NOTHING")
    session.execute(known, {"year": year})
    session.execute(update(counters).where(counters.c.year == year).values(last=counters.c.last + 1))
    number: int = session.execute(select(counters.c.last).where(counters.c.year == year)).scalar_one()
    return number
