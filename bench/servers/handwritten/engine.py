"""The hand-written statements in place of the platform's engine, behind its whole HTTP layer.

Requests are checked, admitted and identified as for the platform itself; only the engine differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from bench.operations import TOKEN
from bench.servers.handwritten.lifespan import with_database
from bench.servers.handwritten.operations import Operations
from core.platform import Platform
from core.server.app import create_app
from core.settings.settings import Settings
from schema.execute import Engine
from schema.execution.answer import Answer
from schema.request.reading import Reading


class HandwrittenEngine(Engine):
    """An engine that answers only the operations of the bench."""

    async def answer(
        self,
        query: str,
        operation_name: str | None,
        variables: Mapping[str, Any] | None,
        reading: Reading,
        only_queries: bool = False,
        show_cost: bool = False,
    ) -> Answer:
        started = perf_counter()
        found = await handwritten.answer(query, variables or {}, TOKEN.encode())
        self.listener.answered("query", None, perf_counter() - started)
        return Answer(found)

    def ready_query(
        self, query: str, operation_name: str | None, variables: Mapping[str, Any] | None, reading: Reading
    ) -> Any:
        return handwritten.prepare(query, variables or {})

    def answer_without_waiting(self, ready: Any, reading: Reading) -> Answer | None:
        if ready.without_waiting is None:
            return None
        started, day = perf_counter(), reading.facts["today"]
        if ready.day is not day:
            handwritten.set_day(ready, day)
        found = ready.without_waiting()
        self.listener.answered("query", None, perf_counter() - started)
        return Answer(found)


settings = Settings.from_environment()
handwritten = Operations(settings)
platform = Platform(settings)
platform.engine = HandwrittenEngine(
    platform.assembled, platform.store, platform.engine.mutate, platform, settings.limits
)
app = with_database(handwritten.database, create_app(settings, platform))
