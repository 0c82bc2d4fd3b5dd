"""Statements that read much wait for each other, and too many are refused."""

from __future__ import annotations

import asyncio

import pytest

from core.database.stores import heavy as module
from core.database.stores.heavy import HEAVY_TOGETHER, HEAVY_WAITING, Heavy
from schema.request.bad_request import BadRequest


def test_so_many_large_statements_run_and_wait_and_the_next_is_refused_until_one_is_done() -> None:
    async def ask() -> tuple[int, int]:
        heavy, done, running = Heavy(), asyncio.Event(), 0

        async def read() -> None:
            nonlocal running
            async with heavy.place():
                running += 1
                await done.wait()

        for _ in range(2):
            reading = [asyncio.create_task(read()) for _ in range(HEAVY_WAITING)]
            await asyncio.sleep(0.01)
            most = running
            with pytest.raises(BadRequest) as refused:
                await asyncio.wait_for(read(), 5)
            assert refused.value.extensions == {"code": "BUSY"}
            done.set()
            await asyncio.wait_for(asyncio.gather(*reading), 5)
            done.clear()
        return most - HEAVY_WAITING, running

    assert asyncio.run(ask()) == (HEAVY_TOGETHER, 2 * HEAVY_WAITING)


def test_a_statement_that_waits_too_long_is_refused_and_leaves_its_place_to_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.05)

    async def ask() -> None:
        heavy, done = Heavy(), asyncio.Event()

        async def read() -> None:
            async with heavy.place():
                await done.wait()

        reading = [asyncio.create_task(read()) for _ in range(HEAVY_TOGETHER)]
        refused = await asyncio.gather(*(read() for _ in range(HEAVY_WAITING - HEAVY_TOGETHER)), return_exceptions=True)
        assert {getattr(each, "code", None) for each in refused} == {"BUSY"}
        assert not any(each.done() for each in reading)
        waits = asyncio.create_task(read())
        await asyncio.sleep(0)
        done.set()
        await asyncio.gather(waits, *reading)

    asyncio.run(asyncio.wait_for(ask(), 5))
