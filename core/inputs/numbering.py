"""Numbers in inputs: of the Network's objectives, of the Sustainable Development Goals."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import Invalid
from core.inputs.mistakes import Mistakes

GOALS = 17
"""The number of Sustainable Development Goals."""
OBJECTIVES = 6
"""The number of objectives of the Network, by its Declaration."""


def numbers(given: Sequence[int], most: int, *path: str) -> list[int]:
    """Numbers from 1 to `most` as they are stored: sorted, each once. Raises Invalid for any other."""
    with Mistakes() as check:
        for place, number in enumerate(given):
            if not 1 <= number <= most:
                check.note(Invalid(f"These are numbered 1 to {most}: there is no {number}.", *path, str(place)))
    return sorted(set(given))
