"""Refusals of trainings, each with a code and the facts that a form needs."""

from __future__ import annotations

from datetime import date

import strawberry

from core import Refusal
from schema import UserError


class TrainingInThePast(Refusal):
    """The training would start in the past."""

    code = "TRAINING_IN_THE_PAST"

    def __init__(self, earliest: date) -> None:
        super().__init__(f"Plan it for {earliest} or later.", "startsOn")
        self.earliest = earliest


@strawberry.type(name="TrainingInThePast")
class TrainingInThePastError(UserError):
    """The training would start in the past."""

    earliest: date = strawberry.field(description="The earliest possible day.")


class TrainingFull(Refusal):
    """All places of the training are taken."""

    code = "TRAINING_FULL"

    def __init__(self, places: int) -> None:
        super().__init__(f"All {places} places are taken.", "training")
        self.places = places


@strawberry.type(name="TrainingFull")
class TrainingFullError(UserError):
    """All places of the training are taken."""

    places: int = strawberry.field(description="The number of places.")


class EnrolmentClosed(Refusal):
    """The last day of enrolment has passed."""

    code = "ENROLMENT_CLOSED"

    def __init__(self, until: date) -> None:
        super().__init__(f"Enrolment ended on {until}.", "training")
        self.until = until


@strawberry.type(name="EnrolmentClosed")
class EnrolmentClosedError(UserError):
    """The last day of enrolment has passed."""

    until: date = strawberry.field(description="The last day on which it was open.")


ERROR_TYPES: dict[type[Exception], type] = {
    TrainingInThePast: TrainingInThePastError,
    TrainingFull: TrainingFullError,
    EnrolmentClosed: EnrolmentClosedError,
}
