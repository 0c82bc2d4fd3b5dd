"""Writes of workshops."""

from __future__ import annotations

from datetime import date

import strawberry

from core import Write, key_of
from schema import Changed, mutation
from southern_cone.rules import plan_workshop
from southern_cone.types import Workshop


@strawberry.input
class PlanWorkshopInput:
    """A workshop to be."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant that holds it.")
    title: str = strawberry.field(description="Its title.")
    held_on: date = strawberry.field(description="The day, today at the earliest.")


class Mutations:
    """Root fields that write."""

    @mutation(workshop=Workshop)
    def plan_workshop(write: Write, input: PlanWorkshopInput) -> Changed:
        """Plan a workshop. For the participant itself."""
        participant = key_of(input.participant, "Participant", "participant")
        return {"workshop": plan_workshop(write, participant, input.title, input.held_on)}
