"""One clock for many tasks that may each take the same time."""

from __future__ import annotations

import asyncio
from typing import Any

LOOKS = 8
"""So often within the time the clock looks whose time is over: none is ended early, none later than an eighth more."""

Task = asyncio.Task[Any]


class Deadlines:
    """Cancels the tasks that take longer than so many seconds.

    What asyncio.timeout does for one at a time, with a timer for each: here a timer is set for all that are under way,
    because every request passes here.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.begun: dict[Task, float] = {}
        self.over: set[Task] = set()
        self.ticking = False

    def begin(self) -> Task:
        """The time of the current task begins."""
        task = asyncio.current_task()
        assert task is not None
        loop = task.get_loop()
        self.begun[task] = loop.time()
        if not self.ticking:
            self.ticking = True
            loop.call_later(self.seconds / LOOKS, self._look, loop)
        return task

    def end(self, task: Task) -> None:
        """The task has done in time what was waited for, or was told that it has not."""
        self.begun.pop(task, None)
        self.over.discard(task)

    def passed(self, task: Task) -> bool:
        """Whether it was its time that cancelled the task; then it goes on as if it had not been."""
        if task in self.over:
            task.uncancel()
            return True
        return False

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        latest = loop.time() - self.seconds
        for task, begun in list(self.begun.items()):
            if begun > latest:
                break
            del self.begun[task]
            self.over.add(task)
            task.cancel()
        self.ticking = bool(self.begun)
        if self.ticking:
            loop.call_later(self.seconds / LOOKS, self._look, loop)
