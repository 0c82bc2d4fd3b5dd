"""Deadlines end what takes too long, and swallow no cancellation of others."""

from __future__ import annotations

import asyncio

import pytest

from schema.serving.deadlines import Deadlines

SECONDS = 0.05


async def _wait_in_time(deadlines: Deadlines) -> str:
    task = deadlines.begin()
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        if deadlines.passed(task):
            return "too late"
        raise
    finally:
        deadlines.end(task)
    return "in time"


def test_what_takes_too_long_is_ended_and_may_go_on_to_say_so() -> None:
    assert asyncio.run(_wait_in_time(Deadlines(SECONDS))) == "too late"


@pytest.mark.parametrize("leaves_first", [True, False], ids=["leaves first", "is late first"])
def test_a_client_that_leaves_in_the_turn_of_its_deadline_has_left(leaves_first: bool) -> None:
    class SameTurn(Deadlines):
        """Its client leaves in the turn of the loop in which the deadline passes."""

        def _check(self, loop: asyncio.AbstractEventLoop) -> None:
            late = loop.time() - self.begun[running] >= self.seconds
            if late and leaves_first:
                running.cancel()
            super()._check(loop)
            if late and not leaves_first:
                running.cancel()

    async def leave() -> None:
        nonlocal running
        running = asyncio.create_task(_wait_in_time(SameTurn(SECONDS)))
        await asyncio.wait([running])

    running: asyncio.Task[str]
    asyncio.run(leave())
    assert running.cancelled()
