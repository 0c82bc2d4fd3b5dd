"""What is answered before a request becomes a task of its own: what is kept, and what a file answers in no time."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from starlette.types import Scope

from core.http.cors import has_origin
from core.observation.requests import Observed
from schema.kept import Kept
from schema.serving.http import Response
from schema.view import Repeatable, SchemaView

PATH = "/graphql"
ROOM, LONGEST = 2_000_000, 16_000
"""Bytes for the requests that are known, and of the longest that is looked at."""


class Immediate:
    """Answers where nothing has to be waited for, with all that is around every other answer.

    What it does not answer is to be answered by a call of the app, which counts it, refuses it, or tells what failed.
    known: what whole requests ask, by their bytes.
    """

    def __init__(self, view: SchemaView, observed: Observed) -> None:
        self.view, self.observed = view, observed
        self.known: Kept[bytes, Repeatable] = Kept(ROOM)

    def read(self, scope: Scope, body: bytes) -> Repeatable | None:
        """What a whole request asks, if it may have an answer at once."""
        if scope["path"] != PATH or len(body) > LONGEST or has_origin(scope) or self.observed.traces is not None:
            return None
        with suppress(Exception):
            return self.view.repeatable(scope, body)
        return None

    def answer(self, asked: Repeatable, scope: Scope) -> Response | None:
        """The answer to a request, now."""
        try:
            return self.observed.at_once(scope, partial(self.view.at_once, asked, scope))
        except Exception:
            return None

    def recalled(self, data: bytes) -> Repeatable | None:
        """What a whole request of these bytes asks."""
        return self.known.get(data) if len(data) <= LONGEST else None

    def remember(self, data: bytes, asked: Repeatable) -> None:
        """Know a whole request by its bytes from now on."""
        if len(data) <= LONGEST:
            self.known.add(data, asked, 8 * len(data) + 2_000)
