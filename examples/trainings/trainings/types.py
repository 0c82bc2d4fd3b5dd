"""GraphQL types of trainings."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, func, select

from core.members import FocalPoint, Participant, State
from schema import (
    Connection,
    Language,
    Order,
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
from trainings.clauses import below
from trainings.enums import TrainingOrder, TrainingStatus, TrainingTopic
from trainings.tables import enrolments, trainings
from trainings.visibility import reported, visible


def taken(training: Any) -> ColumnElement[int]:
    """The number of participants that have enrolled."""
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

    title: str = text(trainings.c.title, original=trainings.c.original_language, description="Its title.")
    topic: TrainingTopic = column(trainings.c.topic, description="What it is about.")
    starts_on: date = column(trainings.c.starts_on, description="Its first day.")
    ends_on: date = column(trainings.c.ends_on, description="Its last day.")
    enrol_until: date = column(trainings.c.enrol_until, description="The last day of enrolment.")
    places: int = column(trainings.c.places, description="How many can take part.")
    taken: int = column(taken, description="The number of participants that have enrolled.")
    open: bool = column(open_today, description="Whether a participant may enrol today.")
    languages: list[Language] = column(trainings.c.languages, description="The languages in which it is held.")
    status: TrainingStatus = column(trainings.c.status, description="Its status.")
    host: Participant = reference(trainings.c.host_id, description="The participant that hosts it.")
    report: str | None = column(
        trainings.c.report, visible_when=reported, description="What its host reports: for itself and administrators."
    )
    state: State = reference(trainings.c.state_id, description="Where it is held.")
    enrolments: Connection[Enrolment] = connection(
        lambda training, enrolment: enrolment.training_id == training.id, description="The enrolments in it."
    )
    participants: Connection[Participant] = connection(
        lambda training, participant: participant.id.in_(
            select(enrolments.c.participant_id).where(enrolments.c.training_id == training.id)
        ),
        description="The participants that take part.",
    )
    part_of: Training | None = reference(trainings.c.part_of_id, description="The training that it is a part of.")
    parts: Connection[Training] = connection(
        lambda training, part: part.part_of_id == training.id, description="Its parts."
    )
    all_parts: Connection[Training] = connection(
        lambda training, part: part.id.in_(below(training.id)), description="Its parts, their parts, and so on."
    )


@node(enrolments, scope=within(enrolments.c.training_id, visible))
class Enrolment:
    """The enrolment of a participant, which sends its focal point to a training."""

    training: Training = reference(enrolments.c.training_id, description="The training.")
    participant: Participant = reference(enrolments.c.participant_id, description="The participant that enrolled.")
    focal_point: FocalPoint = reference(enrolments.c.focal_point_id, description="The focal point that takes part.")


def anywhere(words: str) -> str:
    """A pattern for LIKE: the words anywhere in a text in lower case."""
    escaped = re.sub(r"([!%_])", r"!\1", words.lower())
    return f"%{escaped}%"


@filters
class TrainingFilter:
    """Which trainings; all conditions must hold."""

    topic: TrainingTopic | None = where(
        lambda training, topic: training.topic == topic, description="Those on this topic."
    )
    status: TrainingStatus | None = where(
        lambda training, status: training.status == status, description="Those with this status."
    )
    state: strawberry.ID | None = where(
        lambda training, state: training.state_id == state,
        id_of="State",
        description="Those held in this state.",
    )
    participant: strawberry.ID | None = where(
        keys=lambda participant: select(enrolments.c.training_id).where(enrolments.c.participant_id == participant),
        id_of="Participant",
        description="Those in which this participant takes part.",
    )
    starts_from: date | None = where(
        lambda training, day: training.starts_on >= day, description="Those that start on this day or later."
    )
    starts_until: date | None = where(
        lambda training, day: training.starts_on <= day, description="Those that start on this day or earlier."
    )
    open: bool | None = where(
        lambda training, wanted: open_today(training) == wanted,
        description="Those in which a participant may enrol today, or not.",
    )
    part_of: strawberry.ID | None = where(
        keys=below, id_of="Training", description="The parts of this training, their parts, and so on."
    )
    reported: bool | None = where(
        lambda training, wanted: training.report.is_not(None) == wanted,
        description="Those with a report that the viewer may read, or without.",
    )
    report_contains: str | None = where(
        lambda training, pattern: func.lower(training.report).like(pattern, escape="!"),
        convert=anywhere,
        description="Those with these words in a report that the viewer may read, in upper or lower case.",
    )


class ParticipantFields:
    """Fields of participants."""

    trainings: Connection[Training] = connection(
        lambda participant, training: training.host_id == participant.id, description="Trainings that it hosts."
    )
    enrolments: Connection[Enrolment] = connection(
        lambda participant, enrolment: enrolment.participant_id == participant.id,
        description="Its enrolments in trainings.",
    )
    attended: Connection[Training] = connection(
        lambda participant, training: training.id.in_(
            select(enrolments.c.training_id).where(enrolments.c.participant_id == participant.id)
        ),
        description="Those in which this participant takes part.",
    )


class StateFields:
    """Fields of states."""

    trainings: Connection[Training] = connection(
        lambda state, training: training.state_id == state.id, description="Those held in this state."
    )


class Queries:
    """Root fields of queries."""

    training: Training | None = by_id()
    trainings: Connection[Training] = connection(
        filter=TrainingFilter,
        order_by=TrainingOrder,
        description="All trainings that the viewer may see, by their first day by default.",
    )


TYPES: list[type] = [Training, Enrolment]
