"""The events that the engine reports, for metrics for instance."""

from __future__ import annotations


class AnswerListener:
    """Notified of the engine's work. Does nothing; a subclass overrides the events that it counts."""

    def planned(self, reused: bool) -> None:
        """A query got its plan: a cached one (reused), or one made now."""

    def answered(self, kind: str, name: str | None, seconds: float, without_waiting: bool = False) -> None:
        """An operation was answered, a subscription opened.

        kind: query, mutation or subscription; name: as in its document; without_waiting: of a query that was answered
        so, by a cached plan; `planned` is then not called.
        """

    def subscribed(self, change: int) -> None:
        """The number of open subscriptions changed: 1 for one that was opened, -1 for one that ended."""

    def refused(self, code: str) -> None:
        """A request or a write was refused with this code."""
