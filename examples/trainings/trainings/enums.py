"""The enums of trainings; the database stores their names."""

from __future__ import annotations

import enum

import strawberry

from schema import value


@strawberry.enum
class TrainingTopic(enum.Enum):
    """The topics of trainings."""

    REPORTING = value("reporting", description="Reports to human rights bodies.")
    FOLLOW_UP = value("follow_up", description="Follow-up to recommendations.")
    STATISTICS = value("statistics", description="Statistics on implementation.")


@strawberry.enum
class TrainingStatus(enum.Enum):
    """The status of a training."""

    DRAFT = value("draft", description="Seen by its host alone.")
    ANNOUNCED = value("announced", description="Seen by all, and open for enrolment until its last day.")
    CANCELLED = value("cancelled", description="It is not held; the record is kept.")


@strawberry.enum
class TrainingOrder(enum.Enum):
    """The order of trainings."""

    STARTS_ON = value("starts_on", description="By the first day.")
    PLACES = value("places", description="By how many can take part, the most first.")
