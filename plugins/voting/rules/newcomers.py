"""Notifies those that become entitled to take part in an open decision by correspondence: D2, D4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import and_, not_, or_, select

from core import Session, Write
from plugins.voting.enums import DecisionStage
from plugins.voting.rules.decision_rows import lock_decision
from plugins.voting.rules.notices import contacts_of, notified_of, notify_participants
from plugins.voting.tables import decisions


def decisions_with_newcomers(session: Session, now: datetime) -> list[int]:
    """(D2, D4) The decisions whose notified focal points are not those who take part now; oldest first."""
    open_now = session.execute(_open(now)).all()
    notified = notified_of(session, [row.id for row in open_now])
    found = _with_participating_focal_points(session, open_now, now)
    return [row.id for row, participating in found if participating != notified[row.id]]


def notify_newcomers(write: Write, decision: int) -> None:
    """(D2, D4) Notify those who take part in a decision and were not notified; nothing if it is no longer open."""
    row = lock_decision(write, decision)
    if write.session.execute(_open(write.now).where(decisions.c.id == decision)).first() is not None:
        notify_participants(write, row)


def _open(now: datetime) -> Any:
    """The open decisions by correspondence: all but those that are taken by those present in a meeting."""
    in_time = and_(decisions.c.by_silence, decisions.c.consensus_until > now)
    sought = and_(decisions.c.stage == DecisionStage.CONSENSUS.name, in_time)
    until = decisions.c.voting_until
    by_mail = and_(not_(decisions.c.voted_in_meeting), or_(until.is_(None), until > now))
    voted = and_(decisions.c.stage == DecisionStage.VOTING.name, by_mail)
    taking = select(decisions.c.id, decisions.c.stage, decisions.c.body)
    return taking.where(or_(sought, voted)).order_by(decisions.c.year, decisions.c.number)


def _with_participating_focal_points(
    session: Session, open_now: Iterable[Any], now: datetime
) -> Iterator[tuple[Any, set[int]]]:
    """Each decision with the focal points that take part in it; who may object is looked up once for each body."""
    participating: dict[Any, set[int]] = {}
    for row in open_now:
        group = row.id if row.stage == DecisionStage.VOTING.name else row.body
        if group not in participating:
            participating[group] = {contact.focal_point for contact in contacts_of(session, row, now.date())}
        yield row, participating[group]
