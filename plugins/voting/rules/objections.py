"""Objections raised and withdrawn while consensus is sought: D2."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update

from core import Conflict, NotFound, Session, Write, new_id, worded
from plugins.voting.enums import DecisionBody, DecisionStage
from plugins.voting.errors import NotEligible, TooManyObjections
from plugins.voting.lengths import REASON
from plugins.voting.rules import transitions
from plugins.voting.rules.bodies import belongs_to, require_focal_point
from plugins.voting.rules.consensus import lock_up_to_date
from plugins.voting.tables import objections

MOST_OBJECTIONS = 10
"""The most objections of one member to one decision, including those it has withdrawn."""


def raise_objection(write: Write, decision: int, participant: int, reason: str) -> int:
    """(D2) Raise an objection, with a reason. For the member itself, even if it is absent from the meeting.

    Raises NotAllowed, NotEligible, WrongStage, Conflict, TooManyObjections, Invalid.
    """
    write.viewer.require_voice(participant)
    require_focal_point(write, "decides")
    row = lock_up_to_date(write, decision)
    _require_eligible(write, row, participant)
    transitions.require_stage(row, DecisionStage.CONSENSUS)
    reason = worded(reason, REASON, "reason", "reason")
    if _standing_objection(write.session, decision, participant) is not None:
        raise Conflict("This member's objection already stands.", "decision")
    _require_another(write.session, decision, participant)
    write.session.execute(
        insert(objections).values(
            id=new_id(), decision_id=decision, participant_id=participant, reason=reason, at=write.now
        )
    )
    facts = {"participant": f"Participant:{participant}", "reason": reason}
    write.record("decision.objection_raised", f"Decision:{decision}", facts)
    return decision


def withdraw_objection(write: Write, decision: int, participant: int) -> int:
    """(D2) Withdraw an objection while consensus is sought, also if the member is no longer entitled to decide.

    The objection is looked up again once the decision is locked, as it may be withdrawn at the same moment. For the
    member itself. Raises NotAllowed, NotEligible, WrongStage, NotFound.
    """
    write.viewer.require_voice(participant)
    if _standing_objection(write.session, decision, participant) is None:
        require_focal_point(write, "decides")
    row = lock_up_to_date(write, decision)
    standing = _standing_objection(write.session, decision, participant)
    if standing is None:
        _require_eligible(write, row, participant)
    transitions.require_stage(row, DecisionStage.CONSENSUS)
    if standing is None:
        raise NotFound("This member has no standing objection.", "participant")
    write.session.execute(update(objections).where(objections.c.id == standing).values(withdrawn_at=write.now))
    write.record("decision.objection_withdrawn", f"Decision:{decision}", {"participant": f"Participant:{participant}"})
    return decision


def _require_eligible(write: Write, row: Any, participant: int) -> None:
    if not belongs_to(write.session, DecisionBody[row.body], participant, write.today):
        body = "member of the Network" if row.body == DecisionBody.NETWORK.name else "seat of the Executive Committee"
        raise NotEligible(f"Only a {body} takes part in this decision.", "participant")


def _require_another(session: Session, decision: int, participant: int) -> None:
    """Raises TooManyObjections if a member has objected as often as it may."""
    raised = select(func.count()).where(
        objections.c.decision_id == decision, objections.c.participant_id == participant
    )
    if session.execute(raised).scalar_one() >= MOST_OBJECTIONS:
        raise TooManyObjections(
            f"This member has raised {MOST_OBJECTIONS} objections and withdrawn each: it cannot object to this "
            "decision again. If there is a vote, it can vote against it.",
            "decision",
        )


def _standing_objection(session: Session, decision: int, participant: int) -> int | None:
    found: int | None = session.execute(
        select(objections.c.id).where(
            objections.c.decision_id == decision,
            objections.c.participant_id == participant,
            objections.c.withdrawn_at.is_(None),
        )
    ).scalar()
    return found
