"""What Python computes for answers: introspection has its cost and its threads, and whatever waits has a bound."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import Any

import orjson
import pytest
from graphql import get_introspection_query
from starlette.testclient import TestClient

from core.identity import PUBLIC
from core.platform import Platform
from schema.execution.worker_threads import INTROSPECTION, RESOLVERS, WorkerThreads
from schema.limits import MOST_WAITING, Limits
from schema.resolvers.allowance import Allowance

NAMES = "{ types { fields { name } } }"
TWICE = "fields { name } again: fields { name }"
COSTS = {
    "the standard query": (get_introspection_query(input_value_deprecation=True), 2_100),
    "a type": ('{ __type(name: "State") { fields { name } } }', 2_100),
    "a type's name": ("{ __typename }", 0),
    "a list beside it": (f"{{ __schema {NAMES} states(first: 3) {{ nodes {{ id }} }} }}", 2_103),
    "twice": (f"{{ a: __schema {NAMES} b: __schema {NAMES} }}", 4_200),
    "an alias within": (f"{{ __schema {{ types {{ {TWICE} }} }} }}", 4_200),
    "by a fragment": (f"{{ __schema {{ types {{ ...A }} }} }} fragment A on __Type {{ {TWICE} }}", 4_200),
    "left out": (f"{{ __schema @skip(if: true) {NAMES} __typename }}", 0),
}
TEN = range(10)
TOO_OFTEN = {
    "at the root": f"{{ {' '.join(f'a{number}: __schema {NAMES}' for number in TEN)} }}",
    "within": f"{{ __schema {{ types {{ {' '.join(f'a{number}: fields {{ name }}' for number in TEN)} }} }} }}",
}


def _ask(client: TestClient, document: str) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/graphql", json={"query": document, "extensions": {"cost": True}}).json()
    return found


@pytest.mark.parametrize(("document", "rows"), COSTS.values(), ids=COSTS.keys())
def test_what_may_tell_the_whole_schema_costs_as_much(client: TestClient, document: str, rows: int) -> None:
    assert _ask(client, document)["extensions"]["cost"]["rows"] == rows


@pytest.mark.parametrize("document", TOO_OFTEN.values(), ids=TOO_OFTEN.keys())
def test_the_schema_is_not_answered_many_times_over(client: TestClient, document: str) -> None:
    [error] = _ask(client, document)["errors"]
    assert error["extensions"]["code"] == "COST"
    assert "for the schema only once" in error["message"]


def test_so_many_wait_for_introspection_and_resolvers_do_not_wait_for_it(platform: Platform) -> None:
    async def introspected() -> dict[str, Any]:
        document = "{ __schema { queryType { name } } }"
        answer = await platform.engine.answer(document, None, {}, platform.reading(PUBLIC, ()))
        found: dict[str, Any] = orjson.loads(answer.body)
        return found

    async def ask() -> None:
        going_on = Event()
        holding = INTROSPECTION.run(going_on.wait)
        waiting = [asyncio.create_task(introspected()) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0.05)
        refused = await asyncio.wait_for(introspected(), 5)
        assert refused["errors"][0]["extensions"] == {"code": "BUSY"}
        assert await asyncio.wait_for(RESOLVERS.run(lambda: "computed"), 5) == "computed"
        going_on.set()
        await holding
        for answer in [*await asyncio.gather(*waiting), await introspected()]:
            assert answer["data"]["__schema"]["queryType"] == {"name": "Query"}
        await platform.store.close()

    asyncio.run(ask())


def test_what_is_computed_for_a_client_that_left_ends_with_the_field_that_is_being_computed() -> None:
    allowance, threads = Allowance(Limits()), WorkerThreads("one", 1)
    begun, left, computed = Event(), Event(), list[bool]()

    def field() -> None:
        begun.set()
        computed.append(left.wait(20))

    def fields() -> None:
        for _ in range(100):
            allowance.compute(field)

    async def ask() -> None:
        asking = asyncio.create_task(threads.compute(fields, allowance))
        await asyncio.to_thread(begun.wait, 20)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        left.set()
        await threads.compute(lambda: "what others wait for", Allowance(Limits()))

    asyncio.run(asyncio.wait_for(ask(), 40))
    assert computed == [True]
