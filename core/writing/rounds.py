"""Writes in rounds: those that arrive at the same moment share a transaction, and so wait for it only once."""

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
"""The most writes of a round."""
ROUND_SECONDS = 0.01
"""A round that has taken longer begins no further write: its answers are awaited, and other processes wait."""
TURNS = 4
"""The turns of the event loop between the arrival of a request and its write."""
SHORT_SECONDS, LONG_SECONDS = 0.01, 0.03
"""Writes that take less are short, those that take more are long; anything between may be due to a busy machine."""

Answers = Mapping[str, Any]
Begin = Callable[[Viewer], Write]
Transaction = AbstractContextManager[Begin]
"""Begins the writes of one viewer after another."""


@dataclass(slots=True, eq=False)
class PendingWrite:
    """A write that was asked for, by whom, and where its answers are awaited."""

    name: str
    function: Callable[[Write], Answers]
    viewer: Viewer
    answers: asyncio.Future[Answers]
    context: Context = field(default_factory=copy_context)

    def carry_out(self, begin: Begin) -> Answers | Refusal:
        """The answers of the write, or its refusal. Raises what it raises if its changes have to be undone."""
        write = begin(self.viewer)
        try:
            return self.function(write)
        except Refusal as refusal:
            if write.changed:
                raise
            return refusal

    def resolve(self, outcome: Answers | Exception) -> None:
        """Hand the outcome to the caller that awaits it, unless that has gone."""
        if self.answers.done():
            return
        if isinstance(outcome, Exception):
            self.answers.set_exception(outcome)
        else:
            self.answers.set_result(outcome)


class Round:
    """Writes that share a transaction. outcomes: of those carried out so far; took: seconds of those begun so far."""

    def __init__(self, pending: Sequence[PendingWrite]) -> None:
        self.pending = pending
        self.outcomes: list[Answers | Exception] = []
        self.took: list[float] = []

    def write(self, transaction: Transaction) -> None:
        """Write as many as the time of a round allows, at least the first, and commit. Raises if all is undone.

        A second call begins from the start.
        """
        self.outcomes.clear()
        self.took.clear()
        with transaction as begin:
            begun = before = perf_counter()
            for one in self.pending:
                try:
                    self.outcomes.append(one.context.run(one.carry_out, begin))
                finally:
                    now = perf_counter()
                    self.took.append(now - before)
                if now - begun > ROUND_SECONDS:
                    break
                before = now

    def paces(self, seconds: float) -> dict[str, float]:
        """The seconds of the slowest of each kind that was begun, including what all share. seconds: of the round."""
        shared, slowest = seconds - sum(self.took), dict[str, float]()
        for one, took in zip(self.pending, self.took, strict=False):
            slowest[one.name] = max(slowest.get(one.name, 0.0), took + shared)
        return slowest


class Rounds:
    """Carries out writes in the order in which they arrive, one round at a time.

    Each is written whole or not at all, as if it had a transaction to itself: if one fails after it has changed
    something, its round is undone, and each write of the round gets a transaction of its own, in which its function
    runs once more. A write whose caller goes away before the round begins is dropped.

    in_event_loop: whether short writes may run there, if the database is near: a thread costs more than they do.
    A kind of write counts as short once it was short in threads; it runs in a thread while others are writing.
    alone: how many writes still get a transaction of their own; shared: how many shared the last round.
    """

    def __init__(self, open_transaction: Callable[[Waits], Transaction], in_event_loop: bool) -> None:
        self.open_transaction, self.in_event_loop, self.paces = open_transaction, in_event_loop, Paces(trusting=False)
        self.pending: deque[PendingWrite] = deque()
        self.alone, self.shared = 0, 0
        self.running: asyncio.Task[None] | None = None

    async def carry_out(self, name: str, function: Callable[[Write], Answers], viewer: Viewer) -> Answers:
        """The answers of a write, once it is committed. Raises Refusal, Unavailable, and whatever else it raises.

        name: of the kind of write, whose pace is remembered.
        """
        pending = PendingWrite(name, function, viewer, asyncio.get_running_loop().create_future())
        self.pending.append(pending)
        if self.running is None:
            # What all share belongs to none of them, not even to the first.
            self.running = asyncio.create_task(self._run(), context=Context())
        return await pending.answers

    async def _run(self) -> None:
        try:
            while self.pending:
                await self._wait_for_stragglers()
                await self._run_round()
                await asyncio.sleep(0)
        finally:
            self.running = None

    async def _wait_for_stragglers(self) -> None:
        """If several writes shared the last round, wait a few turns of the loop for others that are arriving."""
        if self.shared > 1:
            for _ in range(TURNS):
                await asyncio.sleep(0)

    async def _run_round(self) -> None:
        """Write the next round, and hand out the outcomes; if all of it is undone, its writes run alone."""
        self.pending = deque(one for one in self.pending if not one.answers.done())
        round_ = Round(list(islice(self.pending, 1 if self.alone else MOST)))
        try:
            await self._write_in_loop_or_thread(round_)
            outcomes = round_.outcomes
        except Exception as error:
            if len(round_.pending) > 1 and round_.took and not _commit_is_uncertain(error):
                self.alone = len(round_.pending)
                return
            outcomes = [error] * (len(round_.outcomes) or len(round_.pending))
        self.alone = max(self.alone - len(outcomes), 0)
        self.shared = len(outcomes)
        for outcome in outcomes:
            self.pending.popleft().resolve(outcome)

    async def _write_in_loop_or_thread(self, round_: Round) -> None:
        if self.in_event_loop and all(map(self.paces.may_run_inline, {one.name for one in round_.pending})):
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


def _commit_is_uncertain(error: Exception) -> bool:
    return isinstance(error, Unavailable) and error.code == "COMMIT_UNCERTAIN"
