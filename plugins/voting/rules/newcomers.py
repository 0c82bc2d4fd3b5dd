"""Who comes to take part in a decision by correspondence that is open is told of it as well: D2, D4."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from core import Session, Write
from plugins.voting.enums import DecisionStage
from plugins.voting.notices import contacts_of, tell_who_takes_part, told_of
from plugins.voting.rules.decision_rows import lock_decision
from plugins.voting.tables import decisions, told

_TOLD = select(told.c.decision_id).where(told.c.decision_id == decisions.c.id).exists()
_SOUGHT = decisions.c.stage == DecisionStage.CONSENSUS.name
_VOTED = decisions.c.stage == DecisionStage.VOTING.name


def awaited(session: Session, now: datetime) -> list[int]:
    """(D2, D4) The decisions of which others were told than those who take part in them now, if any; oldest first."""
    found = session.execute(_open(now).order_by(decisions.c.year, decisions.c.number)).all()
    return [row.id for row in found if _take_part(session, row, now) not in (set(), told_of(session, row.id))]


def _take_part(session: Session, row: Any, now: datetime) -> set[int]:
    """The focal points of whoever takes part in a decision, by their keys."""
    return {contact.focal_point for contact in contacts_of(session, row, now.date())}


def tell_newcomers(write: Write, decision: int) -> None:
    """(D2, D4) Tell who takes part in a decision and was not told; nothing where it is not open any more."""
    row = lock_decision(write, decision)
    if write.session.execute(_open(write.now).where(decisions.c.id == decision)).first() is not None:
        tell_who_takes_part(write, row)


def _open(now: datetime) -> Any:
    """The decisions of which whoever takes part is told by mail: by correspondence, whose time has not passed."""
    until = decisions.c.voting_until
    may_vote = and_(_VOTED, or_(until.is_(None), until > now))
    return select(decisions).where(_TOLD, or_(and_(_SOUGHT, decisions.c.consensus_until > now), may_vote))
