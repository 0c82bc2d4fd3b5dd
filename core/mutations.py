"""Carries out mutations: one transaction each, refused whole where a rule says no."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from time import perf_counter
from typing import Any, Protocol

from strawberry.types.base import StrawberryObjectDefinition

from core.errors import Refusal, Unavailable
from core.identity import Viewer
from core.paces import Paces
from core.stores import unreachable
from core.write import Write
from schema.reading import BadRequest, Reading
from schema.writes import Mutation, Refused, UserError

logger = logging.getLogger("nmirf.platform")

SHORT_SECONDS, LONG_SECONDS = 0.01, 0.03
"""What takes less than this is short, more than that long; what is between may be the fault of a busy machine."""


class Open(Protocol):
    """Opens a write for a viewer. wait: for others who write, else Unavailable DATABASE_BUSY; settled: for the disk."""

    def __call__(self, viewer: Viewer, *, wait: bool, settled: bool) -> AbstractContextManager[Write]: ...


class Mutations:
    """Carries out mutations, one at a time: a second one would only wait for the first, in a thread.

    None waits for the disk as it writes, which it would do with the journal in its hands: before it is told that it is
    written, settled says that it is there, for all that wait at that moment.

    at_once: whether those known to be short may take the event loop's own time. On SQLite they may, for which a thread
    costs more than they do; a mutation is known to be short once it was so in threads, and goes back to them where
    somebody else is writing.
    """

    def __init__(
        self,
        write: Open,
        settled: Callable[[], Awaitable[None]],
        error_types: Mapping[type[Exception], type],
        refused: Callable[[str], None],
        at_once: bool,
    ) -> None:
        self.write, self.settled, self.at_once = write, settled, at_once
        self.error_types, self.refused = error_types, refused
        self.paces, self.turn = Paces(trusting=False), asyncio.Lock()

    async def __call__(self, mutation: Mutation, given: Any, reading: Reading) -> Mapping[str, Any]:
        """The keys of the rows that a mutation answers, and its errors. Raises BadRequest."""
        try:
            async with self.turn:
                answers = await self._carried_out(mutation, given, reading.viewer)
            await self.settled()
            return answers
        except Refusal as refusal:
            self.refused(refusal.code)
            return {**dict.fromkeys(mutation.answers), "errors": [self.user_error(refusal)]}
        except Unavailable as error:
            logger.warning("%s: %s", error.code, error.message)
            raise (
                unreachable() if error.code == "DATABASE_UNREACHABLE" else BadRequest(error.code, error.message)
            ) from None

    async def _carried_out(self, mutation: Mutation, given: Any, viewer: Viewer) -> Mapping[str, Any]:
        name = f"{mutation.function.__module__}.{mutation.function.__qualname__}"
        begun = perf_counter()
        if self.at_once and self.paces.short(name):
            try:
                return self._write(mutation, given, viewer, wait=False)
            except Unavailable as error:
                if error.code != "DATABASE_BUSY":
                    raise
            finally:
                if perf_counter() - begun > LONG_SECONDS:
                    self.paces.too_long(name)
        answers = await asyncio.to_thread(self._write, mutation, given, viewer, wait=True)
        if perf_counter() - begun < SHORT_SECONDS:
            self.paces.was_short(name)
        return answers

    def _write(self, mutation: Mutation, given: Any, viewer: Viewer, wait: bool) -> Mapping[str, Any]:
        with self.write(viewer, wait=wait, settled=False) as current:
            return {**mutation.function(current, given), "errors": []}

    def user_error(self, refusal: Refusal) -> UserError:
        """A refusal as the schema shows it."""
        made = self.error_types.get(type(refusal), Refused)
        definition: StrawberryObjectDefinition = made.__strawberry_definition__  # type: ignore[attr-defined]
        facts = {
            field.python_name: getattr(refusal, field.python_name)
            for field in definition.fields
            if field.python_name not in ("code", "message", "path")
        }
        return made(code=refusal.code, message=refusal.message, path=refusal.path, **facts)  # type: ignore[no-any-return]
