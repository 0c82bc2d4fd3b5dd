"""GraphQL types of trainings."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, exists, func, or_, select

from core.members import Participant
from schema import Connection, UserError, by_id, column, connection, filters, given, node, reference, where
from trainings.enums import TrainingTopic
from trainings.tables import enrolments, trainings


def visible(training: Any, role: str) -> ColumnElement[bool] | None:
    """Announced ones to all, the others to their own participant and to administrators."""
    if role == "ADMINISTRATOR":
        return None
    return or_(training.announced, training.participant_id == given("participant"))


@node(trainings, scope=visible, order=(trainings.c.held_on,))
class Training:
    """A training that a participant holds."""

    title: str = column(trainings.c.title)
    held_on: date = column(trainings.c.held_on)
    announced: bool = column(trainings.c.announced, description="Whether all may see it.")
    topic: TrainingTopic = column(trainings.c.topic)
    places: int = column(trainings.c.places, description="How many can take part.")
    taken: int = column(
        lambda training: (
            select(func.count())
            .select_from(enrolments)
            .where(enrolments.c.training_id == training.id)
            .scalar_subquery()
        ),
        description="How many have enrolled.",
    )
    participant: Participant = reference(trainings.c.participant_id)
    enrolments: Connection[Enrolment] = connection(lambda training, enrolment: enrolment.training_id == training.id)


def visible_with_its_training(enrolment: Any, role: str) -> ColumnElement[bool] | None:
    """Who sees a training sees who takes part."""
    clause = visible(trainings.c, role)
    return (
        None
        if clause is None
        else exists(select(trainings.c.id).where(trainings.c.id == enrolment.training_id, clause))
    )


@node(enrolments, scope=visible_with_its_training)
class Enrolment:
    """A participant takes part in the training of another."""

    training: Training = reference(enrolments.c.training_id)
    participant: Participant = reference(enrolments.c.participant_id)


@filters
class TrainingFilter:
    """Which trainings; all conditions must hold."""

    topic: TrainingTopic | None = where(lambda training, topic: training.topic == topic)
    held_from: date | None = where(lambda training, day: training.held_on >= day)


class ParticipantFields:
    """What participants get."""

    trainings: Connection[Training] = connection(
        lambda participant, training: training.participant_id == participant.id
    )


class Queries:
    """Root fields that read."""

    training: Training | None = by_id()
    trainings: Connection[Training] = connection(
        filter=TrainingFilter, description="All trainings that the viewer may see, by their day."
    )


@strawberry.type(name="TrainingInThePast")
class TrainingInThePastError(UserError):
    """The day is over."""

    earliest: date


@strawberry.type(name="TrainingFull")
class TrainingFullError(UserError):
    """No place is left."""

    places: int
