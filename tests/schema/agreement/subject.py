"""What a plugin brings to the property test: rows, a part of the slow resolver, values to ask with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from core.platform import Platform
from tests.conftest import Ask
from tests.schema.agreement.reference import Part


class Subject(Protocol):
    """One plugin under the property test."""

    parts: Sequence[type[Part]]

    def fill(self, platform: Platform) -> None:
        """Write rows of every kind, some of them with a history."""

    def values(self, ask: Ask) -> dict[str, list[Any]]:
        """Values for arguments and input fields by name, drawn from what is there; often repeated is often asked.

        `Practice.id` are ids for fields that answer a Practice.
        """
