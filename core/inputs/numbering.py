"""Numbers in what is written: of the Network's objectives, of the Sustainable Development Goals."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import Invalid
from core.inputs.mistakes import Mistakes

GOALS = 17
"""How many Sustainable Development Goals there are."""
OBJECTIVES = 6
"""How many objectives the Network has by its Declaration."""


def numbers(given: Sequence[int], most: int, *path: str) -> list[int]:
    """Numbers from 1 to `most` as they are kept: sorted, each once. Raises Invalid for any other."""
    with Mistakes() as check:
        for place, number in enumerate(given):
            if not 1 <= number <= most:
                check.note(Invalid(f"These are numbered 1 to {most}: there is no {number}.", *path, str(place)))
    return sorted(set(given))
