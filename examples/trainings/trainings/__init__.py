"""Trainings that participants hold."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import MetaData

from core import hookimpl
from core.members import Participant
from trainings.mutations import Mutations
from trainings.rules import TrainingFull, TrainingInThePast
from trainings.tables import metadata
from trainings.types import (
    Enrolment,
    ParticipantFields,
    Queries,
    Training,
    TrainingFullError,
    TrainingInThePastError,
)

requires_face = "1.0"


@hookimpl
def register_tables() -> MetaData:
    return metadata


@hookimpl
def register_migrations() -> Path:
    return Path(__file__).parent / "migrations"


@hookimpl
def register_types() -> list[type]:
    return [Training, Enrolment]


@hookimpl
def register_fields() -> list[tuple[type, type]]:
    return [(Participant, ParticipantFields)]


@hookimpl
def register_queries() -> type:
    return Queries


@hookimpl
def register_mutations() -> type:
    return Mutations


@hookimpl
def register_error_types() -> dict[type[Exception], type]:
    return {TrainingInThePast: TrainingInThePastError, TrainingFull: TrainingFullError}
