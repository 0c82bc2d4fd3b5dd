"""(Partnerships, Objectives) The obligations of the Declaration on partnerships, checked against the records."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, case, select

from core import OBJECTIVES, Session
from core.members import Obligation, ObligationStatus, holds
from plugins.partnerships.clauses import active_on, began_by
from plugins.partnerships.reference import OHCHR
from plugins.partnerships.tables import aims, parties, partnerships


def obligations_on(session: Session, today: date) -> list[Obligation]:
    """An active partnership with OHCHR; for each objective a partnership that is or was active."""
    return [_with_ohchr(session, today), _for_each_objective(session, today)]


def _with_ohchr(session: Session, today: date) -> Obligation:
    active = _with_party(OHCHR).where(active_on(partnerships.c, today), holds(parties.c, today))
    count = len(session.execute(active).all())
    return Obligation(
        section="Partnerships",
        rule="The Network has an active partnership with OHCHR.",
        status=ObligationStatus.MET if count else ObligationStatus.DUE,
        detail=_counted(count) if count else _next_with_ohchr(session, today),
    )


def _counted(active: int) -> str:
    return f"{active} active partnerships are with OHCHR." if active > 1 else "One active partnership is with OHCHR."


def _next_with_ohchr(session: Session, today: date) -> str:
    """The detail if none is active: the day from which one will be, as far as is known today."""
    first = case((partnerships.c.starts_on > parties.c.since, partnerships.c.starts_on), else_=parties.c.since)
    ahead = _with_party(OHCHR).where(first > today, active_on(partnerships.c, first), holds(parties.c, first))
    day = session.execute(ahead.with_only_columns(first).order_by(first).limit(1)).scalar()
    none = "No active partnership is with OHCHR"
    return f"{none}." if day is None else f"{none}; one will be from {day} on."


def _with_party(partner: int) -> Select[tuple[int]]:
    """The partnerships with which a partner is, was or will be, each with its stay as a party."""
    stays = parties.c.partnership_id == partnerships.c.id
    return select(partnerships.c.id).join(parties, stays).where(parties.c.partner_id == partner)


def _for_each_objective(session: Session, today: date) -> Obligation:
    without = [str(number) for number in range(1, OBJECTIVES + 1) if not _is_supported(session, number, today)]
    return Obligation(
        section="Objectives",
        rule="A partnership supports each of the Network's objectives.",
        status=ObligationStatus.DUE if without else ObligationStatus.MET,
        detail=f"No partnership supports {', '.join(without)}."
        if without
        else "A partnership supports each of the six.",
    )


def _is_supported(session: Session, number: int, today: date) -> bool:
    """Whether a partnership for an objective has begun."""
    begun = (
        select(aims.c.id)
        .join(partnerships, partnerships.c.id == aims.c.partnership_id)
        .where(aims.c.objective_id == number, began_by(partnerships.c, today))
        .limit(1)
    )
    return session.execute(begun).first() is not None
