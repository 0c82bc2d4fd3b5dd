"""Every statement of a query gets a duration and a span."""

from __future__ import annotations

from collections.abc import Awaitable
from time import perf_counter
from typing import Any

from sqlalchemy import Dialect

from core.observation.metrics import Metrics
from core.observation.traces import Traces
from schema.store import Store, WithoutWaiting


class ObservedStore:
    """A store whose statements are counted. name: of its database, primary or replica."""

    def __init__(self, store: Store, name: str, metrics: Metrics, traces: Traces | None) -> None:
        self.store, self.name, self.traces = store, name, traces
        self.seconds = metrics.durations_of(metrics.statements.labels(name))

    @property
    def dialect(self) -> Dialect:
        return self.store.dialect

    def revision(self) -> Awaitable[int]:
        """The current revision."""
        return self.store.revision()

    def revision_without_waiting(self) -> int | None:
        """The current revision, or None if it has to be waited for."""
        return self.store.revision_without_waiting()

    def without_waiting(self, sql: str, parameters: list[Any]) -> WithoutWaiting | None:
        """A function that answers a statement without waiting, counted with its operation; None if spans are made."""
        return self.store.without_waiting(sql, parameters) if self.traces is None else None

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        """The only value of the only row, as bytes."""
        started = perf_counter()
        try:
            if self.traces is None:
                return await self.store.fetch(sql, parameters, heavy)
            with self.traces.statement(self.dialect.name, self.name):
                return await self.store.fetch(sql, parameters, heavy)
        finally:
            self.seconds.observe(perf_counter() - started)
