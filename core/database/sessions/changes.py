"""Counts what a transaction has changed so far, and whether that has its revision yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Changes:
    """Counts the changes of a session.

    noted: how many statements have changed something; revised: how many of these have their revision; past: how often
    its connection was handed out, on which anything may have been changed.
    """

    noted: int = 0
    revised: int = 0
    past: int = 0

    def note(self) -> None:
        """Count a change."""
        self.noted += 1

    def are_next_revision(self) -> None:
        """Mark all changes so far as having their revision."""
        self.revised = self.noted

    @property
    def want_revision(self) -> bool:
        """Whether any change has no revision yet."""
        return self.noted > self.revised

    @property
    def so_far(self) -> int:
        """The number of changes there were, or may have been."""
        return self.noted + self.past
