"""What the engine reports to whoever counts, for metrics for instance."""

from __future__ import annotations


class AnswerListener:
    """Is told of the engine's work. Does nothing; a subclass overrides what it wants to know."""

    def planned(self, reused: bool) -> None:
        """A query got its plan: a kept one (reused), or one made now."""

    def answered(self, kind: str, name: str | None, seconds: float, without_waiting: bool = False) -> None:
        """An operation was answered, a subscription opened.

        kind: query, mutation or subscription; name: as its document has it; without_waiting: a query that a kept plan
        answered so, for which `planned` is not called.
        """

    def subscribed(self, change: int) -> None:
        """The number of open subscriptions changed: 1 for one that was opened, -1 for one that ended."""

    def refused(self, code: str) -> None:
        """A request or a write was refused with this code."""
