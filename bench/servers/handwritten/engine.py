"""The statements by hand in the place of the platform's engine, behind its whole HTTP layer.

A request is checked, let in and identified as for the platform itself; what differs is who answers the operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from bench.operations import TOKEN
from bench.servers.handwritten.lifespan import also_opening
from bench.servers.handwritten.operations import Operations
from core.platform import Platform
from core.server.app import create_app
from core.settings.settings import Settings
from schema.execute import Engine
from schema.execution.answer import Answer
from schema.request.reading import Reading


class ByHand(Engine):
    """An engine that knows the operations of the bench and nothing else."""

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
        found = await by_hand.answer(query, variables or {}, TOKEN.encode())
        self.listener.answered("query", None, perf_counter() - started)
        return Answer(found)

    def ready_query(
        self, query: str, operation_name: str | None, variables: Mapping[str, Any] | None, reading: Reading
    ) -> Any:
        return by_hand.asked(query, variables or {})

    def answer_without_waiting(self, ready: Any, reading: Reading) -> Answer | None:
        if ready.without_waiting is None:
            return None
        started, day = perf_counter(), reading.facts["today"]
        if ready.day is not day:
            by_hand.on(ready, day)
        found = ready.without_waiting()
        self.listener.answered("query", None, perf_counter() - started)
        return Answer(found)


settings = Settings.from_environment()
by_hand = Operations(settings)
platform = Platform(settings)
platform.engine = ByHand(platform.assembled, platform.store, platform.engine.mutate, platform, settings.limits)
app = also_opening(by_hand.database, create_app(settings, platform))
