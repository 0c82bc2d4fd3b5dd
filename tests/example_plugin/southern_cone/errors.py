"""Refusals of workshops, and the types that show them."""

from __future__ import annotations

from datetime import date

import strawberry

from core import Refusal
from schema import UserError


class WorkshopInThePast(Refusal):
    """A workshop is planned for a day that is over."""

    code = "WORKSHOP_IN_THE_PAST"

    def __init__(self, earliest: date) -> None:
        super().__init__(f"Plan a workshop for {earliest} or later.", "heldOn")
        self.earliest = earliest


@strawberry.type(name="WorkshopInThePast")
class WorkshopInThePastError(UserError):
    """The day is over."""

    earliest: date = strawberry.field(description="The first day that would do.")


ERROR_TYPES: dict[type[Exception], type] = {WorkshopInThePast: WorkshopInThePastError}
