"""A Strawberry scalar for moments in the platform's format: UTC, to the second, with a Z."""

from __future__ import annotations

from datetime import UTC, datetime

import strawberry
from strawberry.types.scalar import ScalarDefinition

INSTANT: ScalarDefinition = strawberry.scalar(
    name="DateTime",
    serialize=lambda moment: moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    parse_value=datetime.fromisoformat,
)
