"""GraphQL types of trainings."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, func, or_, select

from core.members import FocalPoint, Participant, State
from schema import (
    Connection,
    Language,
    Order,
    UserError,
    by_id,
    column,
    connection,
    filters,
    given,
    node,
    reference,
    text,
    where,
    within,
)
from trainings.enums import TrainingOrder, TrainingStatus, TrainingTopic
from trainings.tables import enrolments, trainings


def visible(training: Any, role: str) -> ColumnElement[bool] | None:
    """Drafts to their host alone and to administrators, the others to all."""
    if role == "ADMINISTRATOR":
        return None
    return or_(training.status != "DRAFT", training.host_id == given("participant"))


def taken(training: Any) -> ColumnElement[int]:
    """How many have enrolled."""
    return select(func.count()).select_from(enrolments).where(enrolments.c.training_id == training.id).scalar_subquery()


def open_today(training: Any) -> ColumnElement[bool]:
    """Whether a participant may enrol today."""
    return and_(
        training.status == "ANNOUNCED", training.enrol_until >= given("today"), taken(training) < training.places
    )


@node(
    trainings,
    scope=visible,
    order=(trainings.c.starts_on,),
    orders={
        "STARTS_ON": Order(keys=(trainings.c.starts_on,)),
        "PLACES": Order(keys=(trainings.c.places,), descending=True),
    },
)
class Training:
    """A training that a participant hosts."""

    title: str = text(trainings.c.title, original=trainings.c.original_language)
    topic: TrainingTopic = column(trainings.c.topic)
    starts_on: date = column(trainings.c.starts_on)
    ends_on: date = column(trainings.c.ends_on)
    enrol_until: date = column(trainings.c.enrol_until, description="The last day of enrolment.")
    places: int = column(trainings.c.places)
    taken: int = column(taken, description="How many have enrolled.")
    open: bool = column(open_today, description="Whether a participant may enrol today.")
    languages: list[Language] = column(trainings.c.languages, description="In which it is held.")
    status: TrainingStatus = column(trainings.c.status)
    host: Participant = reference(trainings.c.host_id)
    state: State = reference(trainings.c.state_id, description="Where it is held.")
    enrolments: Connection[Enrolment] = connection(lambda training, enrolment: enrolment.training_id == training.id)


@node(enrolments, scope=within(enrolments.c.training_id, visible))
class Enrolment:
    """A participant sends its focal point to a training."""

    training: Training = reference(enrolments.c.training_id)
    participant: Participant = reference(enrolments.c.participant_id)
    focal_point: FocalPoint = reference(enrolments.c.focal_point_id)


@filters
class TrainingFilter:
    """Which trainings; all conditions must hold."""

    topic: TrainingTopic | None = where(lambda training, topic: training.topic == topic)
    status: TrainingStatus | None = where(lambda training, status: training.status == status)
    state: strawberry.ID | None = where(lambda training, state: training.state_id == state, id_of="State")
    starts_from: date | None = where(lambda training, day: training.starts_on >= day)
    starts_until: date | None = where(lambda training, day: training.starts_on <= day)
    open: bool | None = where(lambda training, wanted: open_today(training) == wanted)


class ParticipantFields:
    """What participants get."""

    trainings: Connection[Training] = connection(
        lambda participant, training: training.host_id == participant.id, description="Those that it hosts."
    )
    enrolments: Connection[Enrolment] = connection(
        lambda participant, enrolment: enrolment.participant_id == participant.id
    )


class StateFields:
    """What states get."""

    trainings: Connection[Training] = connection(
        lambda state, training: training.state_id == state.id, description="Those that are held there."
    )


class Queries:
    """Root fields that read."""

    training: Training | None = by_id()
    trainings: Connection[Training] = connection(
        filter=TrainingFilter,
        order_by=TrainingOrder,
        description="All trainings that the viewer may see, by their first day unless asked otherwise.",
    )


@strawberry.type(name="TrainingInThePast")
class TrainingInThePastError(UserError):
    """The day is over."""

    earliest: date


@strawberry.type(name="TrainingFull")
class TrainingFullError(UserError):
    """No place is left."""

    places: int


@strawberry.type(name="EnrolmentClosed")
class EnrolmentClosedError(UserError):
    """The last day of enrolment is over."""

    until: date
