"""The network's own obligations, checked against the records."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from core import Session
from core.members import Obligation, ObligationStatus
from trainings.tables import trainings


def obligations(session: Session, today: date) -> list[Obligation]:
    """One training a year."""
    last = date(today.year, 12, 31)
    day = session.execute(
        select(func.min(trainings.c.starts_on)).where(
            trainings.c.status == "ANNOUNCED", trainings.c.starts_on.between(date(today.year, 1, 1), last)
        )
    ).scalar_one()
    return [
        Obligation(
            section="Trainings",
            rule="A training is held each year.",
            status=ObligationStatus.DUE if day is None else ObligationStatus.MET,
            detail="None is announced for this year." if day is None else f"The first of this year is on {day}.",
            due_on=last if day is None else None,
        )
    ]
