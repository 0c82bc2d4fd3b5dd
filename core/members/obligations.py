"""Rules of the Declaration compared with the records of states and participants."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import strawberry
from sqlalchemy import select

from core.database.sessions.session import Session
from core.members.clauses import holds
from core.members.directory import members
from core.members.enums import ObligationStatus
from core.members.tables import focal_points, mechanisms
from schema import Reading


@strawberry.type
class Obligation:
    """One rule of the Declaration, compared with the Network's records today. Plugins add their own."""

    section: str = strawberry.field(description="The section of the Declaration, or another source of the rule.")
    rule: str = strawberry.field(description="What it asks for.")
    status: ObligationStatus = strawberry.field(description="How it stands today.")
    detail: str = strawberry.field(description="What was found.")
    due_on: date | None = strawberry.field(
        default=None, description="The day by which it must be done, if there is one."
    )


async def network_obligations(reading: Reading) -> list[Obligation]:
    """The obligations of core and of every plugin, read in a separate thread."""
    found: list[Obligation] = await asyncio.to_thread(reading.context.obligations, reading.facts["today"])
    return found


def obligations_on(session: Session, today: date) -> list[Obligation]:
    """(Membership, M2, M4) Each member has a focal point, and a registered mechanism."""
    return [
        _every_member_has(
            session, today, focal_points, "Each member has designated a focal point to the Network.", "a focal point"
        ),
        _every_member_has(
            session, today, mechanisms, "Each member has a national mechanism.", "a registered mechanism"
        ),
    ]


def _every_member_has(session: Session, today: date, table: Any, rule: str, what: str) -> Obligation:
    obliged = members(session, today)
    has = set(session.execute(select(table.c.participant_id).where(holds(table.c, today))).scalars())
    without = [member.iso_alpha3 for member in obliged if member.participant not in has]

    def said(status: ObligationStatus, detail: str) -> Obligation:
        return Obligation(section="Membership", rule=rule, status=status, detail=detail)

    if not obliged:
        return said(ObligationStatus.NOT_APPLICABLE, "There is no member yet.")
    if not without:
        every = f"All {len(obliged)} members have" if len(obliged) > 1 else "The one member has"
        return said(ObligationStatus.MET, f"{every} {what}.")
    named = ", ".join(without[:20]) + (" and others" if len(without) > 20 else "")
    some = f"{len(without)} of {len(obliged)} members {'are' if len(without) > 1 else 'is'}"
    return said(
        ObligationStatus.BREACHED, f"{some if len(obliged) > 1 else 'The one member is'} without {what}: {named}."
    )
