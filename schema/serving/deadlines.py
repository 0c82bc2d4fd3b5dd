"""One clock for many tasks that may each take the same time."""

from __future__ import annotations

import asyncio
from typing import Any

CHECKS = 8
"""The clock is checked so often within the time: no task ends early, and none later than an eighth of the time."""

Task = asyncio.Task[Any]


class Deadlines:
    """Cancels tasks that take longer than so many seconds.

    Like asyncio.timeout, but with one timer for all tasks instead of one for each, since every request passes here.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.begun: dict[Task, float] = {}
        self.over: set[Task] = set()
        self.ticking = False

    def begin(self) -> Task:
        """Start the time of the current task."""
        task = asyncio.current_task()
        assert task is not None
        loop = task.get_loop()
        self.begun[task] = loop.time()
        if not self.ticking:
            self.ticking = True
            loop.call_later(self.seconds / CHECKS, self._check, loop)
        return task

    def end(self, task: Task) -> None:
        """Stop the time of a task, whether it was in time or not."""
        self.begun.pop(task, None)
        self.over.discard(task)

    def passed(self, task: Task) -> bool:
        """Whether the task was cancelled because its time was over, and for no other reason as well.

        That cancellation is then taken back; the one of a client that left in the same turn of the loop stays.
        """
        return task in self.over and task.uncancel() == 0

    def _check(self, loop: asyncio.AbstractEventLoop) -> None:
        latest = loop.time() - self.seconds
        for task, begun in list(self.begun.items()):
            if begun > latest:
                break
            del self.begun[task]
            self.over.add(task)
            task.cancel()
        self.ticking = bool(self.begun)
        if self.ticking:
            loop.call_later(self.seconds / CHECKS, self._check, loop)
