"""Writes in rounds: those that are wanted at the same moment share a transaction, and so the wait for it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from typing import Any

from core.concurrency.paces import Paces
from core.concurrency.threads import in_thread
from core.errors import Refusal, Unavailable
from core.identity import Viewer
from core.journal.chain import Waits
from core.writing.write import Write

MOST = 64
ROUND_SECONDS = 0.01
"""A round that has taken longer begins no further write: its answers are waited for, and other processes wait."""
TURNS = 4
"""The turns of the event loop between the arrival of a request and the write that it wants."""
SHORT_SECONDS, LONG_SECONDS = 0.01, 0.03
"""What takes less than this is short, more than that long; what is between may be the fault of a busy machine."""

Answers = Mapping[str, Any]
Begin = Callable[[Viewer], Write]
Transaction = AbstractContextManager[Begin]
"""Whoever enters it begins a write of one viewer after another."""


@dataclass(slots=True, eq=False)
class Wanted:
    """A write that is wanted, by whom, and where its answers are waited for."""

    name: str
    function: Callable[[Write], Answers]
    viewer: Viewer
    answers: asyncio.Future[Answers]
    context: Context = field(default_factory=copy_context)

    def carry_out(self, begin: Begin) -> Answers | Refusal:
        """What the write answers, or why not. Raises what that raises where it has changed what has to be undone."""
        write = begin(self.viewer)
        try:
            return self.function(write)
        except Refusal as refusal:
            if write.changed:
                raise
            return refusal

    def tell(self, outcome: Answers | Exception) -> None:
        if self.answers.done():
            return
        if isinstance(outcome, Exception):
            self.answers.set_exception(outcome)
        else:
            self.answers.set_result(outcome)


class Round:
    """Writes that share a transaction. outcomes: of those carried out so far; took: seconds of those begun so far."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = wanted
        self.outcomes: list[Answers | Exception] = []
        self.took: list[float] = []

    def write(self, transaction: Transaction) -> None:
        """Write as many as the time of a round allows, the first at least, and commit. Raises where all is undone.

        Whatever was carried out before counts no more.
        """
        self.outcomes.clear()
        self.took.clear()
        with transaction as begin:
            begun = before = perf_counter()
            for one in self.wanted:
                try:
                    self.outcomes.append(one.context.run(one.carry_out, begin))
                finally:
                    now = perf_counter()
                    self.took.append(now - before)
                if now - begun > ROUND_SECONDS:
                    break
                before = now

    def paces(self, seconds: float) -> dict[str, float]:
        """How long the slowest of each kind that was begun took, what all share included. seconds: of the whole."""
        shared, slowest = seconds - sum(self.took), dict[str, float]()
        for one, took in zip(self.wanted, self.took, strict=False):
            slowest[one.name] = max(slowest.get(one.name, 0.0), took + shared)
        return slowest


class Rounds:
    """Carries out writes in the order in which they are wanted, one round at a time.

    Each is written whole or not at all, as if it had its transaction to itself: where one fails after it has changed
    something, its round is undone, and each of the round gets one of its own, in which its function runs once more.
    Whoever goes away before the round begins has nothing written.

    in_event_loop: whether short writes may run there, as where the database is near: a thread costs more than they do.
    A kind of write counts as short once it was so in threads, and runs in one where others are writing. alone: how many
    writes are still to have a transaction of their own; shared: how many shared the last round.
    """

    def __init__(self, open_transaction: Callable[[Waits], Transaction], in_event_loop: bool) -> None:
        self.open_transaction, self.in_event_loop, self.paces = open_transaction, in_event_loop, Paces(trusting=False)
        self.wanted: deque[Wanted] = deque()
        self.alone, self.shared = 0, 0
        self.running: asyncio.Task[None] | None = None

    async def carry_out(self, name: str, function: Callable[[Write], Answers], viewer: Viewer) -> Answers:
        """What a write answers, once it is committed. Raises Refusal, Unavailable, and whatever else it raises.

        name: of the kind of write, whose pace is remembered.
        """
        wanted = Wanted(name, function, viewer, asyncio.get_running_loop().create_future())
        self.wanted.append(wanted)
        if self.running is None:
            # What all share belongs to none of them, the one that comes first included.
            self.running = asyncio.create_task(self._run(), context=Context())
        return await wanted.answers

    async def _run(self) -> None:
        try:
            while self.wanted:
                await self._gathered()
                await self._next()
                await asyncio.sleep(0)
        finally:
            self.running = None

    async def _gathered(self) -> None:
        """Where several shared the round before, have those join that are on their way: they come one by one."""
        if self.shared > 1:
            for _ in range(TURNS):
                await asyncio.sleep(0)

    async def _next(self) -> None:
        """Write the next round, and tell the outcomes; where all of it is undone, its writes go on alone."""
        self.wanted = deque(one for one in self.wanted if not one.answers.done())
        round_ = Round(list(islice(self.wanted, 1 if self.alone else MOST)))
        outcomes = round_.outcomes
        try:
            await self._write_in_loop_or_thread(round_)
        except Exception as error:
            if len(round_.wanted) > 1 and round_.took and not _may_be_written(error):
                self.alone = len(round_.wanted)
                return
            undone = len(outcomes) or len(round_.wanted)
            outcomes = [error] * undone
        self.alone = max(self.alone - len(outcomes), 0)
        self.shared = len(outcomes)
        for outcome in outcomes:
            self.wanted.popleft().tell(outcome)

    async def _write_in_loop_or_thread(self, round_: Round) -> None:
        if self.in_event_loop and all(map(self.paces.short, {one.name for one in round_.wanted})):
            try:
                return self._write(round_, Waits.FOR_NOTHING)
            except Unavailable as error:
                if error.code != "DATABASE_BUSY":
                    raise
        return await in_thread(self._write, round_, Waits.FOR_OTHERS)

    def _write(self, round_: Round, waits: Waits) -> None:
        """Write a round, and remember how long it took."""
        begun = perf_counter()
        try:
            round_.write(self.open_transaction(waits))
        finally:
            for name, seconds in round_.paces(perf_counter() - begun).items():
                if waits is Waits.FOR_NOTHING:
                    if seconds > LONG_SECONDS:
                        self.paces.too_long(name)
                elif seconds < SHORT_SECONDS:
                    self.paces.was_short(name)


def _may_be_written(error: Exception) -> bool:
    return isinstance(error, Unavailable) and error.code == "COMMIT_UNCERTAIN"
