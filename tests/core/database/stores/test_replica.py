"""A replica that goes away and comes back: nobody waits for it meanwhile, or reads less than before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine.default import DefaultDialect

from core.database.for_outsiders import too_slow, unreachable
from core.database.stores import replica as module
from core.database.stores.replica import SECONDS_OF_REST, Replica
from schema.limits import busy
from schema.request.bad_request import BadRequest
from schema.store import Store


class Stand(Store):
    """A store that answers the revision that it has come to. fails: how it does not; held: until when it does not."""

    dialect = DefaultDialect()

    def __init__(self, at: int) -> None:
        self.at, self.asked = at, 0
        self.fails: Exception | None = None
        self.held: asyncio.Event | None = None

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        return b"%d" % await self.revision()

    async def revision(self) -> int:
        self.asked += 1
        if self.held is not None:
            await self.held.wait()
        if self.fails is not None:
            raise self.fails
        return self.at

    def without_waiting(self, sql: str, parameters: list[Any]) -> None:
        """Nothing."""

    def revision_without_waiting(self) -> None:
        """Nothing."""


class Clock:
    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


Ask = Callable[[Replica], Awaitable[object]]
ASKED = pytest.mark.parametrize("ask", [lambda both: both.fetch("", []), lambda both: both.revision()])


async def _after_a_look(both: Replica, ask: Ask) -> object:
    """What is answered once the look at a replica that has rested is over, for which the first question does not wait."""
    await ask(both)
    if both.looking is not None:
        await both.looking
    return await ask(both)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(module, "time", found)
    return found


@ASKED
@pytest.mark.parametrize("fails", [unreachable(), asyncpg.UndefinedTableError("no such table")])
def test_nobody_waits_for_a_replica_that_did_not_answer_a_moment_ago(clock: Clock, ask: Ask, fails: Exception) -> None:
    async def work() -> None:
        replica, primary = Stand(7), Stand(7)
        both = Replica(replica, primary)
        replica.fails = fails
        await both.revision()
        for _ in range(2):
            clock.now += SECONDS_OF_REST - 0.1
            before = replica.asked
            await ask(both)
            assert replica.asked == before
            clock.now += 0.1
            await _after_a_look(both, ask)
            assert replica.asked == before + 1
        clock.now += SECONDS_OF_REST
        replica.fails = None
        await _after_a_look(both, ask)
        before, caught_up = primary.asked, replica.asked
        await ask(both)
        assert (primary.asked, replica.asked) == (before, caught_up + 1)

    asyncio.run(work())


@ASKED
def test_nobody_waits_for_the_look_at_a_replica_that_has_rested(clock: Clock, ask: Ask) -> None:
    async def work() -> None:
        replica, primary = Stand(7), Stand(7)
        both = Replica(replica, primary)
        replica.fails = unreachable()
        await both.revision()
        replica.held = asyncio.Event()
        for _ in range(3):
            clock.now += SECONDS_OF_REST
            answers = asyncio.gather(*(ask(both) for _ in range(20)))
            assert set(await asyncio.wait_for(answers, 5)) <= {b"7", 7}
        assert replica.asked == 2
        replica.held.set()

    asyncio.run(work())


@ASKED
def test_a_replica_that_is_gone_is_found_out_by_whatever_is_asked_first(clock: Clock, ask: Ask) -> None:
    async def work() -> None:
        replica = Stand(7)
        replica.fails = unreachable()
        both = Replica(replica, Stand(7))
        assert await ask(both) in (b"7", 7)
        await ask(both)
        assert replica.asked == 1

    asyncio.run(work())


@ASKED
def test_a_replica_that_comes_back_is_used_once_it_has_caught_up_with_the_answers(clock: Clock, ask: Ask) -> None:
    async def work() -> None:
        replica, primary = Stand(7), Stand(8)
        both = Replica(replica, primary)
        replica.fails = unreachable()
        assert await both.revision() == 8
        replica.fails = None
        clock.now += SECONDS_OF_REST
        assert await _after_a_look(both, ask) in (b"8", 8)
        replica.at = 8
        clock.now += SECONDS_OF_REST
        await _after_a_look(both, ask)
        before = primary.asked
        assert await ask(both) in (b"8", 8)
        assert primary.asked == before

    asyncio.run(work())


@ASKED
def test_a_replica_that_came_back_answers_nothing_older_than_the_primary_did(clock: Clock, ask: Ask) -> None:
    async def work() -> None:
        replica, primary = Stand(9), Stand(9)
        both = Replica(replica, primary)
        replica.fails = unreachable()
        assert await both.revision() == 9
        replica.fails, primary.at, primary.held = None, 10, asyncio.Event()
        slow = [asyncio.create_task(both.revision())]
        await asyncio.sleep(0)
        clock.now += SECONDS_OF_REST
        slow.append(asyncio.create_task(both.revision()))
        await asyncio.sleep(0)
        assert both.looking is not None
        await both.looking
        assert await both.revision() == 9
        primary.held.set()
        assert await asyncio.gather(*slow) == [10, 10]
        assert await _after_a_look(both, ask) in (b"10", 10)
        replica.at = 10
        clock.now += SECONDS_OF_REST
        await _after_a_look(both, ask)
        before = primary.asked
        assert await ask(both) in (b"10", 10)
        assert primary.asked == before

    asyncio.run(work())


@ASKED
@pytest.mark.parametrize("fails", [too_slow(10), busy()])
def test_what_a_replica_refuses_is_refused(clock: Clock, ask: Ask, fails: BadRequest) -> None:
    async def work() -> None:
        replica, primary = Stand(7), Stand(7)
        replica.fails = fails
        with pytest.raises(BadRequest) as refused:
            await ask(Replica(replica, primary))
        assert refused.value is fails
        assert primary.asked == 0

    asyncio.run(work())
