"""What the engine tells whoever wants to count."""

from __future__ import annotations


class Listener:
    """Hears of the engine's work, and does nothing about it unless a subclass does."""

    def planned(self, reused: bool) -> None:
        """A query has its plan: one made before, or one made now."""

    def answered(self, kind: str, name: str | None, seconds: float, at_once: bool = False) -> None:
        """An operation was answered, a subscription opened.

        kind: query, mutation or subscription; name: as its document has it; at_once: it is a query that a statement
        answered which was there, and nothing else is told of that.
        """

    def subscribed(self, change: int) -> None:
        """So many more subscriptions are open; -1 for one that has ended."""

    def refused(self, code: str) -> None:
        """A request or a write was refused, for this reason."""
