"""What a transaction has changed so far, and whether that has its revision yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Changes:
    """What a session has changed.

    noted: how many statements have changed something; revised: how many of these have their revision; past: how often
    something may have been changed without the session, on its connection.
    """

    noted: int = 0
    revised: int = 0
    past: int = 0

    def note(self) -> None:
        """Say that something was changed."""
        self.noted += 1

    def are_next_revision(self) -> None:
        """Say that what was changed so far has its revision."""
        self.revised = self.noted

    @property
    def want_revision(self) -> bool:
        """Whether anything was changed that has no revision yet."""
        return self.noted > self.revised

    @property
    def so_far(self) -> int:
        """How many changes there were, or may have been."""
        return self.noted + self.past
