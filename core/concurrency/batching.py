"""Questions asked at the same moment: one shared by all that ask it, or several that are answered together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from core.concurrency.threads import in_thread

Q = TypeVar("Q")
A = TypeVar("A")


class SharedQuestion(Generic[A]):
    """One question at a time for all callers: those that come before it is asked share it, all others share the next.

    So nobody gets an answer to a question that was asked before they called.
    """

    def __init__(self, ask: Callable[[], Awaitable[A]]) -> None:
        self.ask = ask
        self.wanted: asyncio.Future[A] | None = None
        self.running: asyncio.Task[None] | None = None

    async def get(self) -> A:
        if self.wanted is None:
            self.wanted = asyncio.get_running_loop().create_future()
        if self.running is None:
            # It starts after all other callers of this turn of the event loop have come.
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
    """Answers together all questions that come at the same moment, or while others are being answered.

    answer: returns the answers in order, or an error in the place of one; what it raises is raised for each question.
    It runs in the context of none of them. in_event_loop: whether it runs in the event loop instead of a thread.
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
