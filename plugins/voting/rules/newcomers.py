"""Who comes to take part in a decision by correspondence that is open is told of it as well: D2, D4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, not_, or_, select

from core import Session, Write
from plugins.voting.enums import DecisionStage
from plugins.voting.rules.decision_rows import lock_decision
from plugins.voting.rules.notices import contacts_of, tell_who_takes_part
from plugins.voting.tables import decisions, told


def awaited(session: Session, now: datetime) -> list[int]:
    """(D2, D4) The decisions of which others were told than those who take part in them now; oldest first."""
    asked = session.execute(_open(now)).all()
    known = _told_of_each(session, [row.id for row in asked])
    return [row.id for row, able in _taking_part(session, asked, now) if able != known[row.id]]


def tell_newcomers(write: Write, decision: int) -> None:
    """(D2, D4) Tell who takes part in a decision and was not told; nothing where it is not open any more."""
    row = lock_decision(write, decision)
    if write.session.execute(_open(write.now).where(decisions.c.id == decision)).first() is not None:
        tell_who_takes_part(write, row)


def _open(now: datetime) -> Any:
    """The decisions by correspondence that are open: all that those present in a meeting do not take."""
    in_time = and_(decisions.c.by_silence, decisions.c.consensus_until > now)
    sought = and_(decisions.c.stage == DecisionStage.CONSENSUS.name, in_time)
    until = decisions.c.voting_until
    by_mail = and_(not_(decisions.c.voted_in_meeting), or_(until.is_(None), until > now))
    voted = and_(decisions.c.stage == DecisionStage.VOTING.name, by_mail)
    taking = select(decisions.c.id, decisions.c.stage, decisions.c.body)
    return taking.where(or_(sought, voted)).order_by(decisions.c.year, decisions.c.number)


def _told_of_each(session: Session, asked: Iterable[int]) -> Mapping[int, set[int]]:
    """The focal points that were told of each decision at its present stage, by their keys."""
    known: dict[int, set[int]] = defaultdict(set)
    for row in session.execute(select(told).where(told.c.decision_id.in_(asked))):
        known[row.decision_id].add(row.focal_point_id)
    return known


def _taking_part(session: Session, asked: Iterable[Any], now: datetime) -> Iterator[tuple[Any, set[int]]]:
    """Each decision with the focal points of whoever takes part in it; who may object is found once for each body."""
    able: dict[Any, set[int]] = {}
    for row in asked:
        whose = row.id if row.stage == DecisionStage.VOTING.name else row.body
        if whose not in able:
            able[whose] = {contact.focal_point for contact in contacts_of(session, row, now.date())}
        yield row, able[whose]
