"""Root fields that a plugin resolves itself: those that do not await are called in a thread, and so is introspection."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from threading import Event, current_thread, main_thread
from types import ModuleType
from typing import Any

import orjson
import pytest
import strawberry
from starlette.testclient import TestClient

from core import hookimpl
from core.identity import PUBLIC
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.settings.settings import Settings
from schema.execution.worker_threads import INTROSPECTION, RESOLVERS, WorkerThreads

LONG = 10
"""Seconds after which a field gives up waiting for others to be answered."""


class Fields:
    """Root fields that say where they are called. begun, answered: of `waiting`."""

    begun, answered = Event(), Event()

    @strawberry.field
    def called(self) -> str:
        """The name of the thread."""
        return current_thread().name

    @strawberry.field
    async def awaited(self) -> bool:
        """Whether this is called in the thread of the event loop."""
        return asyncio.get_running_loop().is_running() and current_thread() is main_thread()

    @strawberry.field
    def waiting(self) -> bool:
        """Whether another request is answered meanwhile."""
        Fields.begun.set()
        return Fields.answered.wait(LONG)


FIELDS = ModuleType("fields")
FIELDS.register_queries = hookimpl(lambda: Fields)  # type: ignore[attr-defined]
NAMED = '__type(name: "State") { name }'


@pytest.fixture
def platform(database_url: str) -> Iterator[Platform]:
    """The platform with these root fields."""
    Fields.begun, Fields.answered = Event(), Event()
    made = Platform(Settings(database_url=database_url), load_plugins(extra={"fields": FIELDS}))
    yield made
    made.database.dispose()


@pytest.fixture
def threads_used(monkeypatch: pytest.MonkeyPatch) -> list[WorkerThreads]:
    """The threads in which something was computed."""
    used: list[WorkerThreads] = []
    compute = WorkerThreads.compute

    async def recording(threads: WorkerThreads, *arguments: Any) -> Any:
        used.append(threads)
        return await compute(threads, *arguments)

    monkeypatch.setattr(WorkerThreads, "compute", recording)
    return used


@pytest.mark.parametrize(
    ("document", "expected", "threads"),
    [
        ("{ called }", {"called": "nmirf-computing"}, [RESOLVERS]),
        ("{ awaited }", {"awaited": True}, [RESOLVERS]),
        (f"{{ called awaited {NAMED} }}", {"called": "nmirf-introspection", "awaited": True}, [INTROSPECTION]),
        (f"{{ awaited {NAMED} }}", {"awaited": True}, [INTROSPECTION]),
        ("{ __typename called @skip(if: true) }", {}, []),
    ],
)
def test_a_root_field_is_called_in_a_thread_and_awaited_in_the_event_loop(
    platform: Platform,
    threads_used: list[WorkerThreads],
    document: str,
    expected: dict[str, Any],
    threads: list[WorkerThreads],
) -> None:
    async def ask() -> Any:
        answer = await platform.engine.answer(document, None, {}, platform.reading(PUBLIC, ()))
        await platform.store.close()
        return orjson.loads(answer.body)["data"]

    found = asyncio.run(ask())
    if "called" in found:
        found["called"] = found["called"].rpartition("_")[0]
    assert {key: found[key] for key in expected} == expected
    assert threads_used == threads
    if "__type" in document and "__typename" not in document:
        assert found["__type"] == {"name": "State"}


def test_another_request_is_answered_while_a_root_field_waits(client: TestClient) -> None:
    assert client.portal is not None
    waiting = client.portal.start_task_soon(_answer, client, f"{{ waiting {NAMED} }}")
    assert Fields.begun.wait(LONG)
    assert client.post("/graphql", json={"query": "{ __typename }"}).json() == {"data": {"__typename": "Query"}}
    Fields.answered.set()
    assert waiting.result() == {"waiting": True, "__type": {"name": "State"}}


async def _answer(client: TestClient, document: str) -> Any:
    platform: Platform = client.app.state.platform  # type: ignore[attr-defined]
    answer = await platform.engine.answer(document, None, {}, platform.reading(PUBLIC, ()))
    return orjson.loads(answer.body)["data"]
