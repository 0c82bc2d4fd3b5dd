"""Things kept for the next time, within a bound of memory, and for how long they may be."""

from __future__ import annotations

from enum import IntEnum
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lasts(IntEnum):
    """How long an answer holds for whoever reads with the same rights and languages; of several the least counts."""

    FOR_NOW = 0
    """It may be another one in a moment."""
    TODAY = 1
    """Until the next write, or the next day."""
    UNTIL_WRITTEN = 2
    """Until the next write."""


class Kept(Generic[K, V]):
    """A cache that holds at most so many bytes, as told with each entry; the oldest goes first."""

    __slots__ = ("entries", "get", "most", "total", "weights")

    def __init__(self, most: int) -> None:
        self.most, self.total = most, 0
        self.entries: dict[K, V] = {}
        self.weights: dict[K, int] = {}
        self.get = self.entries.get

    def add(self, key: K, value: V, weight: int) -> None:
        """Keep a value, unless it alone weighs more than a quarter of what there is room for."""
        self.drop(key)
        if weight <= self.most // 4:
            self.entries[key] = value
            self.weights[key] = 0
            self.grow(key, weight)

    def grow(self, key: K, weight: int) -> None:
        """Tell that an entry has become heavier."""
        if key in self.entries:
            self.weights[key] += weight
            self.total += weight
            while self.total > self.most:
                self.drop(next(iter(self.entries)))

    def drop(self, key: K) -> None:
        """Forget an entry, if it is there."""
        if key in self.entries:
            del self.entries[key]
            self.total -= self.weights.pop(key)

    def clear(self) -> None:
        """Forget everything."""
        self.entries.clear()
        self.weights.clear()
        self.total = 0
