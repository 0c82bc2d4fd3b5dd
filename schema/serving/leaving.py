"""Clients that leave before they are answered: what is only read for them is given up, so that others need not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

from starlette.types import Scope

from schema.serving.http import HttpError

KEY = "nmirf.leave"
"""The key in a request's scope of what is to be called if its client leaves."""


class GivenUpIfLeft:
    """While a request is answered: what it waits for is cancelled if its client leaves, unless it writes.

    only_reads: whether it is known by then that it only reads. Raises HttpError 400, which nobody gets.
    """

    def __init__(self, scope: Scope, only_reads: Callable[[], bool]) -> None:
        self.scope, self.only_reads, self.task = scope, only_reads, asyncio.current_task()
        self.has_left = False

    def __enter__(self) -> None:
        self.scope[KEY] = self._leave

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        del self.scope[KEY]
        if self.has_left and self.task is not None and self.task.uncancel() == 0:
            raise HttpError(400, "DISCONNECTED", "The client disconnected before it was answered.") from None

    def _leave(self) -> None:
        if self.task is not None and self.only_reads():
            self.has_left = True
            self.task.cancel()


def leave(scope: Scope) -> None:
    """Give up what a request waits for: its client has left."""
    if KEY in scope:
        scope[KEY]()
