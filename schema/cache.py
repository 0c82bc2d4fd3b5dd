"""A cache that is bounded by memory, and how long answers stay valid."""

from __future__ import annotations

from enum import IntEnum
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Validity(IntEnum):
    """How long an answer stays valid for readers with the same rights and languages; lower is shorter."""

    NONE = 0
    """For no time: a moment later another answer may be right."""
    TODAY = 1
    """Until the next write, or the next day."""
    UNTIL_WRITTEN = 2
    """Until the next write."""


class Cache(Generic[K, V]):
    """A cache of at most so many bytes, by the weights given with the entries; the oldest entry is dropped first."""

    __slots__ = ("entries", "get", "most", "total", "weights")

    def __init__(self, most: int) -> None:
        self.most, self.total = most, 0
        self.entries: dict[K, V] = {}
        self.weights: dict[K, int] = {}
        self.get = self.entries.get

    def add(self, key: K, value: V, weight: int) -> None:
        """Store a value, unless it alone would take more than a quarter of the room."""
        self.drop(key)
        if weight <= self.most // 4:
            self.entries[key] = value
            self.weights[key] = 0
            self.grow(key, weight)

    def grow(self, key: K, weight: int) -> None:
        """Add to the weight of an entry, if it is still there."""
        if key in self.entries:
            self.weights[key] += weight
            self.total += weight
            while self.total > self.most:
                self.drop(next(iter(self.entries)))

    def drop(self, key: K) -> None:
        """Remove an entry, if it is there."""
        if key in self.entries:
            del self.entries[key]
            self.total -= self.weights.pop(key)

    def clear(self) -> None:
        """Remove all entries."""
        self.entries.clear()
        self.weights.clear()
        self.total = 0
