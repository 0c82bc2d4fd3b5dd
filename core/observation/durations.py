"""Durations counted in plain numbers, and told to Prometheus a moment later."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from prometheus_client import Histogram


class Durations:
    """What a histogram is to hold: several are met by every request, and its own `observe` takes longer than these."""

    __slots__ = ("bounds", "counts", "histogram", "seconds")

    def __init__(self, histogram: Histogram, bounds: Sequence[float]) -> None:
        self.histogram, self.bounds = histogram, bounds
        self.counts, self.seconds = [0] * (len(bounds) + 1), 0.0

    def observe(self, seconds: float) -> None:
        """Count one; in the event loop's thread alone."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.seconds += seconds

    def tell(self) -> None:
        """Give what was counted since the last time to the histogram."""
        if not any(self.counts):
            return
        counts, seconds = self.counts, self.seconds
        self.counts, self.seconds = [0] * len(counts), 0.0
        for bucket, count in zip(self.histogram._buckets, counts, strict=True):
            if count:
                bucket.inc(count)
        self.histogram._sum.inc(seconds)
