"""What trainings are about."""

from __future__ import annotations

import enum

import strawberry


@strawberry.enum
class TrainingTopic(enum.Enum):
    """What a training is about; the database keeps the name."""

    REPORTING = "reporting"
    FOLLOW_UP = "follow_up"
    STATISTICS = "statistics"
