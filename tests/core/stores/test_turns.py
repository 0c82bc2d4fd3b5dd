"""Questions that are asked together: everybody gets an answer, or is told why not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from core.stores.turns import Together


def test_nobody_waits_for_ever_for_an_answer_that_ended_early() -> None:
    def answer(asked: Sequence[int]) -> Sequence[int]:
        return [next(iter(())) for _ in asked]

    async def ask() -> list[object]:
        together = Together(answer)
        wanted = [asyncio.wait_for(together.ask(number), 5) for number in range(3)]
        return await asyncio.gather(*wanted, return_exceptions=True)

    assert [type(told) for told in asyncio.run(ask())] == [RuntimeError] * 3
