"""Rules of trainings: who may write what. No GraphQL here."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, insert, select

from core import Conflict, Invalid, NotFound, Refusal, Write, new_id
from trainings.enums import TrainingTopic
from trainings.tables import enrolments, trainings


class TrainingInThePast(Refusal):
    """A training is planned for a day that is over."""

    code = "TRAINING_IN_THE_PAST"

    def __init__(self, earliest: date) -> None:
        super().__init__(f"Plan it for {earliest} or later.", "heldOn")
        self.earliest = earliest


class TrainingFull(Refusal):
    """No place is left in the training."""

    code = "TRAINING_FULL"

    def __init__(self, places: int) -> None:
        super().__init__(f"All {places} places are taken.", "training")
        self.places = places


def plan_training(
    write: Write,
    participant: int,
    title: str,
    held_on: date,
    announced: bool,
    topic: TrainingTopic = TrainingTopic.REPORTING,
    places: int = 20,
) -> int:
    """Plan a training; the participant itself does. Returns it. Raises NotAllowed, Invalid, TrainingInThePast."""
    write.viewer.require_voice(participant)
    if not title.strip():
        raise Invalid("Give it a title.", "title")
    if held_on < write.today:
        raise TrainingInThePast(write.today)
    if not 1 <= places <= 100_000:
        raise Invalid("Say how many can take part: from 1 to 100,000.", "places")
    training = new_id()
    write.session.execute(
        insert(trainings).values(
            id=training,
            participant_id=participant,
            title=title.strip(),
            held_on=held_on,
            announced=announced,
            topic=topic.name,
            places=places,
        )
    )
    write.record("training.planned", f"Training:{training}", {"heldOn": held_on.isoformat()}, public=announced)
    return training


def enrol(write: Write, training: int, participant: int) -> int:
    """Take part in an announced training; the enrolment. Raises NotAllowed, NotFound, Conflict, TrainingFull."""
    write.viewer.require_voice(participant)
    found = write.session.execute(
        select(trainings).where(trainings.c.id == training, trainings.c.announced).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such training.", "training")
    taken = select(enrolments.c.participant_id).where(enrolments.c.training_id == training)
    if participant in write.session.execute(taken).scalars().all():
        raise Conflict("The participant has enrolled already.", "participant")
    if write.session.execute(select(func.count()).select_from(taken.subquery())).scalar_one() >= found.places:
        raise TrainingFull(found.places)
    enrolment = new_id()
    write.session.execute(insert(enrolments).values(id=enrolment, training_id=training, participant_id=participant))
    write.record("training.enrolled", f"Training:{training}", {"participant": f"Participant:{participant}"})
    return enrolment
