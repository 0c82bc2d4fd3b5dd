"""Rules of workshops."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert

from core import Write, new_id
from southern_cone.errors import WorkshopInThePast
from southern_cone.tables import workshops


def plan_workshop(write: Write, participant: int, title: str, held_on: date) -> int:
    """Plan a workshop; the participant itself does. Returns it. Raises NotAllowed, WorkshopInThePast."""
    write.viewer.require_voice(participant)
    if held_on < write.today:
        raise WorkshopInThePast(write.today)
    workshop = new_id()
    write.session.execute(
        insert(workshops).values(id=workshop, participant_id=participant, title=title, held_on=held_on)
    )
    write.record("workshop.planned", f"Workshop:{workshop}", {"heldOn": held_on.isoformat()})
    return workshop
