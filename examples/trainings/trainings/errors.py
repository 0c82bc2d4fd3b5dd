"""Why a write is refused: each with a code, and the facts that a form needs."""

from __future__ import annotations

from datetime import date

from core import Refusal


class TrainingInThePast(Refusal):
    """A training is planned for a day that is over."""

    code = "TRAINING_IN_THE_PAST"

    def __init__(self, earliest: date) -> None:
        super().__init__(f"Plan it for {earliest} or later.", "startsOn")
        self.earliest = earliest


class TrainingFull(Refusal):
    """No place is left in the training."""

    code = "TRAINING_FULL"

    def __init__(self, places: int) -> None:
        super().__init__(f"All {places} places are taken.", "training")
        self.places = places


class EnrolmentClosed(Refusal):
    """The last day of enrolment is over."""

    code = "ENROLMENT_CLOSED"

    def __init__(self, until: date) -> None:
        super().__init__(f"Enrolment ended on {until}.", "training")
        self.until = until
