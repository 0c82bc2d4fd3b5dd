"""The values of enums, with their descriptions."""

from __future__ import annotations

from typing import TypeVar, cast

import strawberry

Stored = TypeVar("Stored")


def value(stored: Stored, *, description: str) -> Stored:
    """A value of an enum below `strawberry.enum`, and what it means: `MEMBER = value("member", description="…")`."""
    return cast(Stored, strawberry.enum_value(stored, description=description))
