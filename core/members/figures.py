"""The Network in figures, from each day on which they change: updated with every change, so that no query counts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CompoundSelect,
    Date,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    true,
    union,
    union_all,
)

from core.database.sessions.session import Session
from core.journal.chain import wait_for_turn
from core.members.clauses import holds
from core.members.tables import EVERY_GROUP, figures, participants, regional_groups, standings, states

FIRST_DAY = date.min
_SINCE = bindparam("since", type_=Date)


def recount(session: Session, since: date = FIRST_DAY) -> None:
    """Count again from a day on which something changes, and from each later one."""
    session.execute(delete(figures).where(figures.c.since >= since))
    session.execute(_COUNT, {"since": since})


def recount_if_wrong(session: Session) -> None:
    """Count again if the figures differ from the records, for whatever reason."""
    if set(session.execute(select(figures))) != set(session.execute(_COUNTED, {"since": FIRST_DAY})):
        wait_for_turn(session)
        recount(session)


def _counted() -> CompoundSelect[tuple[date, str, int, int, int]]:
    """Day, regional group, members, observers, states: of each group, and of all states."""
    numbers = _numbers().cte("numbers")
    day, group, *counts = numbers.c
    every = select(day, literal(EVERY_GROUP), *map(func.sum, counts)).group_by(day)
    return union_all(select(numbers).where(group.is_not(None)), every)


def _numbers() -> Select[tuple[date, str, int, int, int]]:
    """Day, regional group, members, observers, states: of each group, and of the states in none (null)."""
    days = _days()
    day, group = days.c.day, regional_groups.c.regional_group
    member, observer = (
        func.sum(case((standings.c.standing == standing, 1), else_=0)) for standing in ("MEMBER", "OBSERVER")
    )
    every = (
        days.join(states, true())
        .outerjoin(regional_groups, and_(regional_groups.c.state_id == states.c.id, holds(regional_groups.c, day)))
        .outerjoin(participants, participants.c.state_id == states.c.id)
        .outerjoin(standings, and_(standings.c.participant_id == participants.c.id, holds(standings.c, day)))
    )
    counted = (member.label("members"), observer.label("observers"), func.count().label("states"))
    return select(day, group, *counted).select_from(every).group_by(day, group)


def _days() -> Subquery:
    """This day, and those after it on which a standing or a regional group begins or ends."""
    dated = (standings.c.since, standings.c.until, regional_groups.c.since, regional_groups.c.until)
    first = select(_SINCE.label("day"))
    return union(first, *(select(changed).where(changed > _SINCE) for changed in dated)).subquery("days")


_COUNTED = _counted()
_COUNT = insert(figures).from_select(figures.c.keys(), _COUNTED)
