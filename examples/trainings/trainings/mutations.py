"""Writes of trainings: input -> rules -> payload."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import strawberry

from core import Write, key_of
from schema import mutation
from trainings.enums import TrainingTopic
from trainings.rules import enrol, plan_training
from trainings.types import Enrolment, Training


@strawberry.input
class PlanTrainingInput:
    """A training to be."""

    participant: strawberry.ID
    title: str
    held_on: date
    announced: bool = True
    topic: TrainingTopic = TrainingTopic.REPORTING
    places: int = 20


@strawberry.input
class EnrolInTrainingInput:
    """Who takes part in what."""

    training: strawberry.ID
    participant: strawberry.ID


class Mutations:
    """Root fields that write."""

    @mutation(training=Training)
    def plan_training(write: Write, input: PlanTrainingInput) -> Mapping[str, int | None]:
        """Plan a training. For the participant itself."""
        participant = key_of(input.participant, "Participant", "participant")
        training = plan_training(
            write, participant, input.title, input.held_on, input.announced, input.topic, input.places
        )
        return {"training": training}

    @mutation(enrolment=Enrolment)
    def enrol_in_training(write: Write, input: EnrolInTrainingInput) -> Mapping[str, int | None]:
        """Take part in the training of another. For the participant itself."""
        training = key_of(input.training, "Training", "training")
        participant = key_of(input.participant, "Participant", "participant")
        return {"enrolment": enrol(write, training, participant)}
