"""Writes of trainings: input -> rules -> payload."""

from __future__ import annotations

from datetime import date

import strawberry

from core import Write, find_row, key_of
from core.members import State
from schema import Changed, Language, mutation
from trainings import rules
from trainings.enums import TrainingTopic
from trainings.types import Enrolment, Training


@strawberry.input
class TrainingTitleInput:
    """The title in one language."""

    language: Language = strawberry.field(description="The language.")
    title: str = strawberry.field(description="The title, of at most 300 characters.")


@strawberry.input
class DraftTrainingInput:
    """A training to be drafted."""

    host: strawberry.ID = strawberry.field(description="The id of the Participant that hosts it.")
    state: strawberry.ID = strawberry.field(description="The id of the State where it is held.")
    title: list[TrainingTitleInput] = strawberry.field(
        description="In one language or several; the first is the original."
    )
    topic: TrainingTopic = strawberry.field(description="What it is about.")
    starts_on: date = strawberry.field(description="Its first day, today at the earliest.")
    ends_on: date = strawberry.field(description="Its last day.")
    enrol_until: date = strawberry.field(description="The last day of enrolment.")
    places: int = strawberry.field(description="How many can take part.")
    languages: list[Language] = strawberry.field(description="The languages in which it is held; at least one.")


@strawberry.input
class AnnounceTrainingInput:
    """Which training."""

    training: strawberry.ID = strawberry.field(description="The id of the Training.")


@strawberry.input
class CancelTrainingInput:
    """Which training."""

    training: strawberry.ID = strawberry.field(description="The id of the Training.")


@strawberry.input
class PlaceTrainingInput:
    """A training among others."""

    training: strawberry.ID = strawberry.field(description="The id of the Training.")
    part_of: strawberry.ID | None = strawberry.field(
        description="The id of the Training that it is a part of, or null."
    )


@strawberry.input
class EnrolInTrainingInput:
    """The enrolment of a participant."""

    training: strawberry.ID = strawberry.field(description="The id of the Training.")
    participant: strawberry.ID = strawberry.field(description="The id of the Participant that sends its focal point.")


@strawberry.input
class ReportOnTrainingInput:
    """The report on a training."""

    training: strawberry.ID = strawberry.field(description="The id of the Training.")
    report: str = strawberry.field(description="The report, of at most 10,000 characters.")


class Mutations:
    """Root fields of mutations."""

    @mutation(training=Training)
    def draft_training(write: Write, input: DraftTrainingInput) -> Changed:
        """Draft a training, which only its host sees. For the host itself."""
        plan = rules.Plan(
            state=find_row(write.session, State, input.state, "state"),
            title={one.language: one.title for one in input.title},
            topic=input.topic,
            starts_on=input.starts_on,
            ends_on=input.ends_on,
            enrol_until=input.enrol_until,
            places=input.places,
            languages=input.languages,
        )
        return {"training": rules.draft_training(write, key_of(input.host, "Participant", "host"), plan)}

    @mutation(training=Training)
    def announce_training(write: Write, input: AnnounceTrainingInput) -> Changed:
        """Announce a training that was drafted. For its host."""
        training = key_of(input.training, "Training", "training")
        rules.announce_training(write, training)
        return {"training": training}

    @mutation(enrolment=Enrolment)
    def enrol_in_training(write: Write, input: EnrolInTrainingInput) -> Changed:
        """Send the focal point of a participant to an announced training. For the participant itself."""
        training = key_of(input.training, "Training", "training")
        participant = key_of(input.participant, "Participant", "participant")
        return {"enrolment": rules.enrol(write, training, participant)}

    @mutation(training=Training)
    def cancel_training(write: Write, input: CancelTrainingInput) -> Changed:
        """Cancel a training; the record is kept. For its host."""
        training = key_of(input.training, "Training", "training")
        rules.cancel_training(write, training)
        return {"training": training}

    @mutation(training=Training)
    def place_training(write: Write, input: PlaceTrainingInput) -> Changed:
        """Make a training a part of another one, or of none. For its host."""
        training = key_of(input.training, "Training", "training")
        whole = None if input.part_of is None else key_of(input.part_of, "Training", "partOf")
        rules.place_training(write, training, whole)
        return {"training": training}

    @mutation(training=Training)
    def report_on_training(write: Write, input: ReportOnTrainingInput) -> Changed:
        """Report on a training, for its host and administrators to read. For its host."""
        training = key_of(input.training, "Training", "training")
        rules.report_on_training(write, training, input.report)
        return {"training": training}
