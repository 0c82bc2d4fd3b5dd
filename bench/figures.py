"""Figures from the measurements of the rounds: medians, noise, ratios and their geometric means."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.compare import Comparison
from bench.load import SATURATED, Measurement


@dataclass(frozen=True)
class Figure:
    """The medians of the rounds. noise: half the distance between the quartiles, as a share of the median rate."""

    rate: float
    p50: float
    p99: float
    alone: float
    noise: float
    saturated: bool


def figure(rounds: Sequence[Measurement]) -> Figure:
    """The figure for one server and operation."""
    rates = [found.rate for found in rounds]
    middle = statistics.median(rates)
    quartiles = statistics.quantiles(rates, n=4) if len(rates) > 1 else (middle, middle, middle)
    return Figure(
        middle,
        statistics.median(found.p50 for found in rounds),
        statistics.median(found.p99 for found in rounds),
        statistics.median(found.alone for found in rounds),
        (quartiles[2] - quartiles[0]) / 2 / middle,
        statistics.median(found.generator for found in rounds) > SATURATED,
    )


def figures(comparison: Comparison) -> dict[str, dict[str, Figure]]:
    """The figures: server -> operation -> figure."""
    return {
        server: {name: figure(rounds) for name, rounds in found.items()} for server, found in comparison.rounds.items()
    }


def ratios(ours: Mapping[str, Figure], theirs: Mapping[str, Figure]) -> dict[str, float]:
    """Our rate divided by theirs, for each operation that both answer."""
    return {name: found.rate / theirs[name].rate for name, found in ours.items() if name in theirs}


def round_by_round(
    ours: Mapping[str, Sequence[Measurement]], theirs: Mapping[str, Sequence[Measurement]]
) -> list[float]:
    """For each round, the geometric mean of its ratios; what slows down both servers alike cancels out."""
    both = [zip(rounds, theirs[name], strict=False) for name, rounds in ours.items() if name in theirs]
    return [geometric_mean(one.rate / other.rate for one, other in each) for each in zip(*both, strict=False)]


def standard_error(values: Sequence[float]) -> float:
    """The standard error of the mean of at least two values."""
    return statistics.stdev(values) / len(values) ** 0.5


def geometric_mean(values: Iterable[float]) -> float:
    return statistics.geometric_mean(values)
