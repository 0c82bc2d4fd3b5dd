"""Around every statement of a query: its duration, and a span."""

from __future__ import annotations

from collections.abc import Awaitable
from time import perf_counter
from typing import Any

from sqlalchemy import Dialect

from core.observation.metrics import Metrics
from core.observation.traces import Traces
from schema.store import Store
from schema.wholes import FetchAtOnce


class ObservedStore:
    """A store whose statements are counted. name: which database it is, primary or replica."""

    def __init__(self, store: Store, name: str, metrics: Metrics, traces: Traces | None) -> None:
        self.store, self.name, self.traces = store, name, traces
        self.seconds = metrics.held(metrics.statements.labels(name))
        self.fetch_at_once: FetchAtOnce = store.fetch_at_once if traces is None else _nothing
        """What `fetch` answers where nothing is waited for, else None; it counts with the operation that it answers."""

    @property
    def dialect(self) -> Dialect:
        return self.store.dialect

    def revision(self) -> Awaitable[int]:
        """The number that grows with every write."""
        return self.store.revision()

    def revision_at_once(self) -> int | None:
        """The same, or None where it has to be waited for."""
        return self.store.revision_at_once()

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        """The one value of the one row, as bytes."""
        started = perf_counter()
        try:
            if self.traces is None:
                return await self.store.fetch(sql, parameters, heavy)
            with self.traces.statement(self.dialect.name, self.name):
                return await self.store.fetch(sql, parameters, heavy)
        finally:
            self.seconds.observe(perf_counter() - started)


def _nothing(sql: str, parameters: list[Any]) -> None:
    """Whatever has a span is waited for."""
