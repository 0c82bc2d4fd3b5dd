"""The fixed lists of trainings; the database keeps the names."""

from __future__ import annotations

import enum

import strawberry


@strawberry.enum
class TrainingTopic(enum.Enum):
    """What a training is about."""

    REPORTING = "reporting"
    FOLLOW_UP = "follow_up"
    STATISTICS = "statistics"


@strawberry.enum
class TrainingStatus(enum.Enum):
    """How a training stands. A draft is seen by its host alone."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


@strawberry.enum
class TrainingOrder(enum.Enum):
    """What trainings are ordered by."""

    STARTS_ON = "starts_on"
    PLACES = "places"
