"""(Partnerships, Objectives) What the Declaration expects of the Network's partnerships, held against the records."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core import OBJECTIVES, Session
from core.members import Obligation, ObligationStatus, holds
from plugins.partnerships.clauses import active_on, began_by
from plugins.partnerships.reference import OHCHR
from plugins.partnerships.tables import aims, parties, partnerships


def obligations_on(session: Session, today: date) -> list[Obligation]:
    """An active partnership with OHCHR; no objective without a partnership that is or was active."""
    return [_with_ohchr(session, today), _for_each_objective(session, today)]


def _with_ohchr(session: Session, today: date) -> Obligation:
    with_ohchr = select(parties.c.partnership_id).where(parties.c.partner_id == OHCHR, holds(parties.c, today))
    active = select(partnerships.c.id).where(active_on(partnerships.c, today), partnerships.c.id.in_(with_ohchr))
    count = len(session.execute(active).all())
    return Obligation(
        section="Partnerships",
        rule="The Network has an active partnership with OHCHR.",
        status=ObligationStatus.MET if count else ObligationStatus.DUE,
        detail=_counted(count),
    )


def _counted(active: int) -> str:
    if active > 1:
        return f"{active} active partnerships are with OHCHR."
    return f"{'One' if active else 'No'} active partnership is with OHCHR."


def _for_each_objective(session: Session, today: date) -> Obligation:
    without = [str(number) for number in range(1, OBJECTIVES + 1) if not _is_supported(session, number, today)]
    return Obligation(
        section="Objectives",
        rule="A partnership supports each of the Network's objectives.",
        status=ObligationStatus.DUE if without else ObligationStatus.MET,
        detail=f"No partnership supports {', '.join(without)}." if without else "Each of the six is supported by one.",
    )


def _is_supported(session: Session, number: int, today: date) -> bool:
    """Whether a partnership for an objective has begun: the first that is found tells."""
    begun = (
        select(aims.c.id)
        .join(partnerships, partnerships.c.id == aims.c.partnership_id)
        .where(aims.c.objective_id == number, began_by(partnerships.c, today))
        .limit(1)
    )
    return session.execute(begun).first() is not None
