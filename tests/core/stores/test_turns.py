"""Questions that are asked together: everybody gets an answer, or is told why not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core.stores.turns import Together


@pytest.mark.parametrize("at_once", [True, False])
def test_nobody_waits_for_ever_for_an_answer_that_ended_early(at_once: bool) -> None:
    def answer(asked: Sequence[int]) -> Sequence[int]:
        return [next(iter(())) for _ in asked]

    async def ask() -> list[object]:
        together = Together(answer, at_once)
        wanted = [asyncio.wait_for(together.ask(number), 5) for number in range(3)]
        return await asyncio.gather(*wanted, return_exceptions=True)

    assert [type(told) for told in asyncio.run(ask())] == [RuntimeError] * 3


def test_all_of_a_moment_are_answered_together() -> None:
    taken: list[int] = []

    def answer(asked: Sequence[int]) -> Sequence[int | Exception]:
        taken.append(len(asked))
        return [ValueError("odd") if number % 2 else number * 10 for number in asked]

    async def ask() -> list[object]:
        together = Together(answer, at_once=True)
        return await asyncio.gather(*map(together.ask, range(4)), return_exceptions=True)

    told = asyncio.run(ask())
    assert taken == [4]
    assert told[0::2] == [0, 20]
    assert [type(error) for error in told[1::2]] == [ValueError, ValueError]
