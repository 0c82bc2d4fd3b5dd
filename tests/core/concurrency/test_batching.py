"""Questions that are asked together: everybody gets an answer, or the error."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Sequence
from contextvars import ContextVar
from itertools import count

import pytest

from core.concurrency.batching import Batches, SharedQuestion


@pytest.mark.parametrize("in_event_loop", [True, False])
def test_nobody_waits_for_ever_for_an_answer_that_ended_early(in_event_loop: bool) -> None:
    def answer(asked: Sequence[int]) -> Sequence[int]:
        return [next(iter(())) for _ in asked]

    async def ask() -> list[object]:
        batches = Batches(answer, in_event_loop)
        wanted = [asyncio.wait_for(batches.ask(number), 5) for number in range(3)]
        return await asyncio.gather(*wanted, return_exceptions=True)

    assert [type(told) for told in asyncio.run(ask())] == [RuntimeError] * 3


def test_all_of_a_moment_are_answered_together() -> None:
    taken: list[int] = []

    def answer(asked: Sequence[int]) -> Sequence[int | Exception]:
        taken.append(len(asked))
        return [ValueError("odd") if number % 2 else number * 10 for number in asked]

    async def ask() -> list[object]:
        batches = Batches(answer, in_event_loop=True)
        return await asyncio.gather(*map(batches.ask, range(4)), return_exceptions=True)

    told = asyncio.run(ask())
    assert taken == [4]
    assert told[0::2] == [0, 20]
    assert [type(error) for error in told[1::2]] == [ValueError, ValueError]


def test_a_caller_that_leaves_keeps_nobody_else_from_an_answer() -> None:
    asking, answering = threading.Event(), threading.Event()

    def answer(asked: Sequence[int]) -> Sequence[int]:
        asking.set()
        answering.wait(5)
        return asked

    async def ask() -> list[object]:
        batches = Batches(answer, in_event_loop=False)
        gone, *stay = [asyncio.create_task(batches.ask(number)) for number in range(3)]
        await asyncio.sleep(0)
        await asyncio.to_thread(asking.wait, 5)
        gone.cancel()
        answering.set()
        return await asyncio.wait_for(asyncio.gather(*stay), 5)

    assert asyncio.run(ask()) == [1, 2]


def test_a_question_is_shared_by_all_that_come_before_it_is_asked() -> None:
    answers = count(1)
    answering = asyncio.Event()

    async def answer() -> int:
        await answering.wait()
        return next(answers)

    async def ask() -> list[int]:
        shared = SharedQuestion(answer)
        first = [asyncio.create_task(shared.get()) for _ in range(3)]
        await asyncio.sleep(0.01)
        later = [asyncio.create_task(shared.get()) for _ in range(2)]
        await asyncio.sleep(0.01)
        answering.set()
        found = await asyncio.gather(*first, *later)
        return [*found, await shared.get()]

    assert asyncio.run(ask()) == [1, 1, 1, 2, 2, 3]


def test_a_caller_that_leaves_a_shared_question_leaves_it_to_the_others() -> None:
    answering = asyncio.Event()

    async def answer() -> int:
        await answering.wait()
        return 7

    async def ask() -> int:
        shared = SharedQuestion(answer)
        gone, stays = asyncio.create_task(shared.get()), asyncio.create_task(shared.get())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0.01)
        answering.set()
        return await asyncio.wait_for(stays, 5)

    assert asyncio.run(ask()) == 7


def test_what_is_asked_for_several_has_the_context_of_none_of_them() -> None:
    who: ContextVar[str] = ContextVar("who", default="nobody")

    async def shared() -> str:
        return who.get()

    async def ask() -> list[str]:
        who.set("the first")
        batches = Batches(lambda asked: [who.get()] * len(asked), in_event_loop=True)
        return [await SharedQuestion(shared).get(), await batches.ask(1)]

    assert asyncio.run(ask()) == ["nobody", "nobody"]


def test_nobody_waits_for_ever_for_a_question_that_was_cancelled() -> None:
    async def cancelled() -> int:
        raise asyncio.CancelledError

    async def ask() -> None:
        await asyncio.wait_for(SharedQuestion(cancelled).get(), 5)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(ask())


def test_a_failed_question_fails_for_all_that_share_it_and_the_next_is_asked_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers = iter([ValueError("gone"), ValueError("gone"), 7])

    async def answer() -> int:
        found = next(answers)
        if isinstance(found, ValueError):
            raise found
        return found

    async def ask() -> list[object]:
        shared = SharedQuestion(answer)
        both = await asyncio.gather(shared.get(), shared.get(), return_exceptions=True)
        gone = asyncio.create_task(shared.get())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0.01)
        return [*both, await shared.get()]

    told = asyncio.run(ask())
    assert [str(error) for error in told[:2]] == ["gone", "gone"]
    assert told[2] == 7
    gc.collect()
    assert caplog.records == [], "whoever waited for it and is gone need not be told"
