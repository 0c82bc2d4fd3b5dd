"""Who comes to take part in a decision by correspondence that is open is told of it as well: D2, D4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, not_, or_, select

from core import Session, Write
from plugins.voting.enums import DecisionStage
from plugins.voting.notices import contacts_of, tell_who_takes_part
from plugins.voting.rules.decision_rows import is_by_silence, lock_decision
from plugins.voting.tables import decisions, told

_ASKED = (
    decisions.c.id, decisions.c.stage, decisions.c.body,
    decisions.c.meeting_id, decisions.c.consensus_opened_at, decisions.c.consensus_until,
)  # fmt: skip


def awaited(session: Session, now: datetime, hours: int) -> list[int]:
    """(D2, D4) The decisions of which others were told than those who take part in them now; oldest first.

    hours: how long the silence procedure takes.
    """
    asked = [row for row in session.execute(_open(now)) if _is_by_correspondence(row, hours)]
    known = _told_of_each(session, [row.id for row in asked])
    return [row.id for row, able in _taking_part(session, asked, now) if able != known[row.id]]


def tell_newcomers(write: Write, decision: int) -> None:
    """(D2, D4) Tell who takes part in a decision and was not told; nothing where it is not open any more."""
    row = lock_decision(write, decision)
    found = write.session.execute(_open(write.now).where(decisions.c.id == decision)).first()
    if found is not None and _is_by_correspondence(found, write.settings.silence_hours):
        tell_who_takes_part(write, row)


def _open(now: datetime) -> Any:
    """The decisions that are open, but those that are voted on in a meeting."""
    sought = and_(decisions.c.stage == DecisionStage.CONSENSUS.name, decisions.c.consensus_until > now)
    until = decisions.c.voting_until
    by_mail = and_(not_(decisions.c.voted_in_meeting), or_(until.is_(None), until > now))
    voted = and_(decisions.c.stage == DecisionStage.VOTING.name, by_mail)
    return select(*_ASKED).where(or_(sought, voted)).order_by(decisions.c.year, decisions.c.number)


def _is_by_correspondence(row: Any, hours: int) -> bool:
    """Whether whoever takes part is told by mail. row: a decision that `_open` finds."""
    return bool(row.stage == DecisionStage.VOTING.name or is_by_silence(row, hours))


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
