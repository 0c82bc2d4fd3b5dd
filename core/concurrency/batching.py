"""Questions that are asked at the same moment: one for all who ask it, or several that are answered together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from core.concurrency.threads import in_thread

Q = TypeVar("Q")
A = TypeVar("A")


class SharedQuestion(Generic[A]):
    """One question at a time for all who ask: whoever comes before it is asked shares it, all others share the next.

    So nobody gets an answer that was asked for before they wanted it.
    """

    def __init__(self, ask: Callable[[], Awaitable[A]]) -> None:
        self.ask = ask
        self.wanted: asyncio.Future[A] | None = None
        self.running: asyncio.Task[None] | None = None

    async def get(self) -> A:
        if self.wanted is None:
            self.wanted = asyncio.get_running_loop().create_future()
        if self.running is None:
            # It begins when all have come that are on their way in this turn of the event loop.
            self.running = asyncio.create_task(self._run(), context=Context())
        return await asyncio.shield(self.wanted)

    async def _run(self) -> None:
        try:
            while self.wanted is not None:
                wanted, self.wanted = self.wanted, None
                try:
                    wanted.set_result(await self.ask())
                except Exception as error:
                    wanted.set_exception(error)
                finally:
                    wanted.cancel()
        finally:
            self.running = None


class Batches(Generic[Q, A]):
    """Questions that come at the same moment, or while others are being answered: all of them are answered together.

    answer: tells the answers to all of them, in their order, or an error in the place of one; what it raises itself
    is raised for each. It has the context of none of them. in_event_loop: whether it takes a moment of the
    event loop's own time, else a thread.
    """

    def __init__(self, answer: Callable[[Sequence[Q]], Sequence[A | Exception]], in_event_loop: bool) -> None:
        self.answer, self.in_event_loop = answer, in_event_loop
        self.waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self.running: asyncio.Task[None] | None = None

    async def ask(self, asked: Q) -> A:
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self.waiting.append((asked, future))
        if self.running is None:
            self.running = asyncio.create_task(self._run(), context=Context())
        return await future

    async def _run(self) -> None:
        try:
            while self.waiting:
                taken, self.waiting = self.waiting, []
                await self._answer_all([(asked, future) for asked, future in taken if not future.done()])
        finally:
            self.running = None

    async def _answer_all(self, taken: Sequence[tuple[Q, asyncio.Future[A]]]) -> None:
        asked = [asked for asked, _ in taken]
        try:
            answers = await (self._now(asked) if self.in_event_loop else in_thread(self.answer, asked))
        except Exception as error:
            answers = [error] * len(taken)
        for (_, future), answer in zip(taken, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    async def _now(self, asked: Sequence[Q]) -> Sequence[A | Exception]:
        return self.answer(asked)
