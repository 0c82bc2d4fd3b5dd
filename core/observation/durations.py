"""Durations, counted in plain numbers and given to Prometheus a moment later."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from prometheus_client import Histogram


class Durations:
    """Durations for some histograms. Every request observes several, and a histogram's own `observe` is slower."""

    __slots__ = ("bounds", "counts", "histograms", "seconds")

    def __init__(self, histograms: Sequence[Histogram], bounds: Sequence[float]) -> None:
        self.histograms, self.bounds = histograms, bounds
        self.counts, self.seconds = [0] * (len(bounds) + 1), 0.0

    def observe(self, seconds: float) -> None:
        """Count one duration; only in the event loop's thread."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.seconds += seconds

    def flush(self) -> None:
        """Add what was counted since the last time to each histogram."""
        if not any(self.counts):
            return
        counts, seconds = self.counts, self.seconds
        self.counts, self.seconds = [0] * len(counts), 0.0
        for histogram in self.histograms:
            for bucket, count in zip(histogram._buckets, counts, strict=True):
                if count:
                    bucket.inc(count)
            histogram._sum.inc(seconds)
