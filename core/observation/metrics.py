"""Counts and durations for Prometheus, summed over the server processes of one machine."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from core.observation.current import NONE, current
from core.observation.durations import Durations
from schema.execution.listener import AnswerListener

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
MOST_NAMES = 100
"""The most operation names with counts of their own: clients choose names, so the rest is counted as `other`."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_NAME = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)


@contextmanager
def shared_between_processes() -> Iterator[None]:
    """Let the server processes that are started within sum their counts, in a folder that is deleted at the end."""
    if SHARED_FOLDER in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="nmirf-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ[SHARED_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[SHARED_FOLDER]


class Metrics(AnswerListener):
    """The counts of one server process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        counter = partial(Counter, registry=self.registry)
        histogram = partial(Histogram, registry=self.registry, buckets=SECONDS)
        self.requests = counter("nmirf_http_requests", "Requests answered.", ("route", "method", "status"))
        self.request_seconds = histogram("nmirf_http_request_seconds", "From request to answer.", ("route",))
        self.operation_seconds = histogram(
            "nmirf_operation_seconds", f"Operations; {MOST_NAMES} names are told apart.", ("kind", "name")
        )
        self.subscriptions = Gauge(
            "nmirf_subscriptions_open", "Subscriptions open now.", registry=self.registry, multiprocess_mode="livesum"
        )
        self.statements = histogram("nmirf_statement_seconds", "Statements of queries.", ("database",))
        plans = counter("nmirf_plans", "Queries by whether their plan was compiled or there.", ("plan",))
        self.compiled, self.reused = plans.labels("compiled"), plans.labels("reused")
        self.plans_reused = 0
        self.refusals = counter("nmirf_refusals", "What was refused: limits hit, tokens, rules of writes.", ("code",))
        self.kept: dict[tuple[str, str, int], list[int]] = {}
        self.routes: dict[str, Durations] = {}
        self.names: dict[tuple[str, str | None, bool], Durations] = {}
        self.known_names: set[tuple[str, str | None]] = set()
        self.durations: dict[tuple[Histogram, ...], Durations] = {}
        if SHARED_FOLDER not in os.environ:
            ProcessCollector(registry=self.registry)
            PlatformCollector(registry=self.registry)
            GCCollector(registry=self.registry)

    def planned(self, reused: bool) -> None:
        if reused:
            self.plans_reused += 1
        else:
            self.compiled.inc()

    def answered(self, kind: str, name: str | None, seconds: float, without_waiting: bool = False) -> None:
        if without_waiting:
            self.plans_reused += 1
        found = self.names.get((kind, name, without_waiting))
        if found is None:
            found = self._first_answered(kind, name, without_waiting)
        found.observe(seconds)
        request = current.get()
        if request is not NONE:
            request.kind, request.operation = kind, name

    def _first_answered(self, kind: str, name: str | None, without_waiting: bool) -> Durations:
        """The durations of an operation that is new here; its name is remembered, unless there are too many."""
        shown = name or ""
        is_known = (kind, name) in self.known_names or len(self.known_names) < MOST_NAMES
        if not is_known or (shown and not _NAME.fullmatch(shown)):
            shown = "other"
        statement = (self.statements.labels("primary"),) if without_waiting else ()
        found = self.durations_of(self.operation_seconds.labels(kind, shown), *statement)
        if is_known and shown == (name or ""):
            self.known_names.add((kind, name))
            self.names[kind, name, without_waiting] = found
        return found

    def subscribed(self, change: int) -> None:
        self.subscriptions.inc(change)

    def refused(self, code: str) -> None:
        self.refusals.labels(code).inc()

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        key = (route, method, status)
        if key not in self.kept:
            self.kept[key] = [0]
            self.routes.setdefault(route, self.durations_of(self.request_seconds.labels(route)))
        self.kept[key][0] += 1
        self.routes[route].observe(seconds)

    def durations_of(self, *histograms: Histogram) -> Durations:
        """The durations for these histograms; always the same object for the same ones."""
        return self.durations.setdefault(histograms, Durations(histograms, SECONDS))

    def flush(self) -> None:
        """Give Prometheus what was counted since the last time."""
        for (route, method, status), count in self.kept.items():
            if count[0]:
                self.requests.labels(route, method, str(status)).inc(count[0])
                count[0] = 0
        self.reused.inc(self.plans_reused)
        self.plans_reused = 0
        for durations in self.durations.values():
            durations.flush()

    def text(self) -> bytes:
        """All counts, of all processes, in Prometheus' text format."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self.registry)
        _forget_the_dead(Path(os.environ[SHARED_FOLDER]))
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


def _forget_the_dead(folder: Path) -> None:
    """Drop the gauges of processes that have ended; their counts stay."""
    for file in folder.glob("gauge_live*_*.db"):
        process = int(file.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process)  # type: ignore[no-untyped-call]
