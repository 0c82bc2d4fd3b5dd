"""Rules of workshops."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert

from core import Refusal, Write, new_id
from southern_cone.tables import workshops


class WorkshopInThePast(Refusal):
    """A workshop is planned for a day that is over."""

    code = "WORKSHOP_IN_THE_PAST"

    def __init__(self, earliest: date) -> None:
        super().__init__(f"Plan a workshop for {earliest} or later.", "heldOn")
        self.earliest = earliest


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
